package io.holdfast.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A search, read from its text:
///
///     [condition…] [sortby FIELD [asc|desc]] [page N]
///
/// A condition is `field = value`, `object.field = value`, or a word that any text of the thing contains; `=` may be
/// `!=`, `<`, `<=`, `>`, `>=`. `and` binds stronger than `or`; conditions side by side are joined by `and`. A value
/// is a word or `"words"`. Keywords are read in any case. `'` and `;` are refused everywhere.
///
/// @param alternatives of which one must hold; of each, all terms must hold. Empty = everything
/// @param sortBy a field, null for the collection's own order
/// @param page from 1, in pages of as many as the request asks for
record Search(List<List<Term>> alternatives, @Nullable String sortBy, boolean ascending, int page) {
    private static final int LONGEST = 4000;

    Search {
        alternatives = List.copyOf(alternatives);
    }

    /// @param field null for a word that any text may contain
    record Term(@Nullable String field, Operator operator, String value) {}

    enum Operator {
        NOT_EQUAL("!="),
        LESS_OR_EQUAL("<="),
        GREATER_OR_EQUAL(">="),
        EQUAL("="),
        LESS("<"),
        GREATER(">");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }

    /// @throws Refusal if the text is no search
    static Search parse(String text) throws Refusal {
        if (text.length() > LONGEST) {
            throw Refusal.invalid("The search is longer than " + LONGEST + " characters");
        }
        if (text.indexOf('\'') >= 0 || text.indexOf(';') >= 0) {
            throw Refusal.invalid("A search must not contain ' or ;");
        }
        return new Parser(text).search();
    }

    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Search search() throws Refusal {
            List<List<Term>> alternatives = new ArrayList<>();
            List<Term> terms = new ArrayList<>();
            String sortBy = null;
            boolean ascending = true;
            int page = 1;
            boolean joined = false;
            while (more()) {
                int before = at;
                String word = peekQuote() ? null : word();
                switch (word == null ? "" : word.toLowerCase(Locale.ROOT)) {
                    case "and", "or" -> {
                        if (terms.isEmpty() || joined) {
                            throw wrong("'" + word + "' joins nothing", before);
                        }
                        joined = true;
                        if (word != null && word.equalsIgnoreCase("or")) {
                            alternatives.add(terms);
                            terms = new ArrayList<>();
                        }
                        continue;
                    }
                    case "sortby" -> {
                        sortBy = value("a field to sort by");
                        ascending = direction();
                    }
                    case "page" -> page = page();
                    default -> {
                        at = before;
                        if (sortBy != null || page > 1) {
                            throw wrong("conditions stand before 'sortby' and 'page'", before);
                        }
                        terms.add(term());
                    }
                }
                if (joined && terms.isEmpty()) {
                    throw wrong("a condition is missing", before);
                }
                joined = false;
            }
            if (joined) {
                throw wrong("a condition is missing", at);
            }
            if (!terms.isEmpty()) {
                alternatives.add(terms);
            }
            return new Search(alternatives, sortBy, ascending, page);
        }

        private Term term() throws Refusal {
            if (peekQuote()) {
                return new Term(null, Operator.EQUAL, value("a value"));
            }
            int before = at;
            String field = word();
            more();
            for (Operator operator : Operator.values()) {
                if (text.startsWith(operator.sign(), at)) {
                    if (field.isEmpty()) {
                        throw wrong("a field is missing", before);
                    }
                    at += operator.sign().length();
                    return new Term(field, operator, value("a value for '" + field + "'"));
                }
            }
            if (field.isEmpty()) {
                throw wrong("unexpected '" + text.charAt(at) + "'", at);
            }
            return new Term(null, Operator.EQUAL, field);
        }

        private boolean direction() {
            int before = at;
            if (more() && !peekQuote()) {
                String word = word();
                if (word.equalsIgnoreCase("desc")) {
                    return false;
                }
                if (word.equalsIgnoreCase("asc")) {
                    return true;
                }
            }
            at = before;
            return true;
        }

        private int page() throws Refusal {
            int before = at;
            String number = value("a number of a page");
            if (!number.matches("[1-9][0-9]{0,6}")) {
                throw wrong("'" + number + "' is not the number of a page", before);
            }
            return Integer.parseInt(number);
        }

        private boolean more() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length();
        }

        private boolean peekQuote() {
            return at < text.length() && text.charAt(at) == '"';
        }

        /// Up to the next blank or operator.
        private String word() {
            int from = at;
            while (at < text.length()
                    && !Character.isWhitespace(text.charAt(at))
                    && "=!<>".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        /// Up to the next blank, or between quotes.
        private String value(String what) throws Refusal {
            if (!more()) {
                throw wrong(what + " is missing", at);
            }
            if (peekQuote()) {
                int end = text.indexOf('"', at + 1);
                if (end < 0) {
                    throw wrong("a quote is not closed", at);
                }
                String value = text.substring(at + 1, end);
                at = end + 1;
                return value;
            }
            int from = at;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        private Refusal wrong(String what, int where) {
            return Refusal.invalid(
                    "The search '" + text + "' cannot be understood at character " + (where + 1) + ": " + what);
        }
    }
}
