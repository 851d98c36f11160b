import { useCallback, useState } from 'react';
import { Overview } from './Overview';
import { Session } from './session';
import { SignIn } from './SignIn';

export function App() {
  const [session, setSession] = useState<Session | undefined>(() => Session.remembered());
  const signOut = useCallback(() => {
    session?.signOut();
    setSession(undefined);
  }, [session]);
  return session ? <Overview session={session} onSignOut={signOut} /> : <SignIn onSignedIn={setSession} />;
}
