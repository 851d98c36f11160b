import { Alert, Button, Card, CardBody, Content, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { useState, type FormEvent } from 'react';
import { Session } from './session';

export function SignIn({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [user, setUser] = useState('admin@internal');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      onSignedIn(await Session.signIn(user, password));
    } catch (refused) {
      setProblem(refused instanceof Error ? refused.message : String(refused));
      setBusy(false);
    }
  };

  return (
    <main className="holdfast-sign-in">
      <Card isLarge>
        <CardBody>
          <div className="holdfast-brand holdfast-gap">
            <img src={`${import.meta.env.BASE_URL}holdfast.svg`} alt="" /> Holdfast
          </div>
          <Content component="p">Every virtual machine runs exactly once.</Content>
          <Form onSubmit={(event) => void submit(event)}>
            {problem && <Alert variant="danger" isInline title="Signing in failed">{problem}</Alert>}
            <FormGroup label="User" fieldId="user" isRequired>
              <TextInput id="user" value={user} autoComplete="username" onChange={(_, value) => setUser(value)} />
            </FormGroup>
            <FormGroup label="Password" fieldId="password" isRequired>
              <TextInput
                id="password"
                type="password"
                value={password}
                autoComplete="current-password"
                autoFocus
                onChange={(_, value) => setPassword(value)}
              />
            </FormGroup>
            <Button type="submit" isBlock isLoading={busy} isDisabled={busy || !user || !password}>
              Sign in
            </Button>
          </Form>
        </CardBody>
      </Card>
    </main>
  );
}
