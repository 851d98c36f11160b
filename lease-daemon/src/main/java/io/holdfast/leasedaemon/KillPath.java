package io.holdfast.leasedaemon;

import java.util.ArrayList;
import java.util.List;

/// The program that a client wants to be started instead of SIGTERM.
///
/// @param path empty if none is set
/// @param arguments separated by blanks
record KillPath(String path, String arguments, boolean appendPid) {
    static final KillPath NONE = new KillPath("", "", false);

    private static final int MAX_WORDS = 8;

    boolean isSet() {
        return !path.isEmpty();
    }

    /// The words to execute: the path, at most 7 arguments, and the pid if it is wanted.
    ///
    /// A backslash keeps a blank or a backslash behind it; before anything else it ends the arguments. What is not
    /// printable ASCII is left out.
    List<String> command(int pid) {
        List<String> words = new ArrayList<>();
        words.add(path);
        StringBuilder word = new StringBuilder();
        for (int at = 0; at < arguments.length(); at++) {
            char each = arguments.charAt(at);
            if (each == '\\') {
                char next = at + 1 < arguments.length() ? arguments.charAt(at + 1) : 0;
                if (next != ' ' && next != '\\') {
                    break;
                }
                word.append(next);
                at++;
            } else if (Character.isWhitespace(each)) {
                finish(words, word);
            } else if (each > 0x20 && each < 0x7F) {
                word.append(each);
            }
        }
        finish(words, word);
        if (appendPid && words.size() < MAX_WORDS) {
            words.add(Integer.toString(pid));
        }
        return words;
    }

    private static void finish(List<String> words, StringBuilder word) {
        if (!word.isEmpty() && words.size() < MAX_WORDS) {
            words.add(word.toString());
        }
        word.setLength(0);
    }
}
