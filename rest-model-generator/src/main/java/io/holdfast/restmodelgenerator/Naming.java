package io.holdfast.restmodelgenerator;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.ovirt.api.metamodel.concepts.Name;

/// How the words of a name of the model are written in documents, addresses and Java.
final class Naming {
    /// Tags that are not the words of the name joined by `_`; the same for types and members.
    private static final Map<String, String> TAGS = Map.ofEntries(
            Map.entry("gluster_brick", "brick"),
            Map.entry("gluster_bricks", "bricks"),
            Map.entry("gluster_brick_memory_info", "brick_memoryinfo"),
            Map.entry("gluster_memory_pool", "memory_pool"),
            Map.entry("gluster_memory_pools", "memory_pools"),
            Map.entry("gluster_server_hook", "server_hook"),
            Map.entry("gluster_server_hooks", "server_hooks"),
            Map.entry("migration_options", "migration"),
            Map.entry("numa_node", "host_numa_node"),
            Map.entry("numa_nodes", "host_numa_nodes"),
            Map.entry("virtual_numa_node", "vm_numa_node"),
            Map.entry("virtual_numa_nodes", "vm_numa_nodes"),
            Map.entry("operating_system", "os"),
            Map.entry("operating_systems", "oss"),
            Map.entry("operating_system_info", "operating_system"),
            Map.entry("operating_system_infos", "operation_systems"),
            Map.entry("transparent_huge_pages", "transparent_hugepages"));

    private static final Pattern OPENSTACK = Pattern.compile("open_stack_(image|network|subnet|volume)(_provider)?s?");

    private static final Set<String> KEYWORDS = Set.of(
            "interface",
            "import",
            "static",
            "default",
            "final",
            "class",
            "package",
            "public",
            "private",
            "native",
            "volatile",
            "switch",
            "case",
            "for",
            "if",
            "new",
            "void",
            "boolean",
            "byte",
            "short",
            "int",
            "long",
            "float",
            "double",
            "char",
            "enum",
            "abstract",
            "this",
            "super",
            "do",
            "while",
            "try");

    private Naming() {}

    /// `disk_attachments`, the tag in XML and the key in JSON.
    static String tag(Name name) {
        String words = name.words().map(word -> word.toLowerCase(Locale.ROOT)).collect(joining("_"));
        if (OPENSTACK.matcher(words).matches()) {
            return words.replaceFirst("open_stack", "openstack");
        }
        return TAGS.getOrDefault(words, words);
    }

    /// The tag of many of a type.
    static String pluralTag(Name type) {
        return tag(plural(type));
    }

    /// The tag of one item of a list of strings or enums, whose member has this name.
    static String itemTag(Name member) {
        return tag(singular(member));
    }

    /// `diskattachments`, a segment of an address.
    static String segment(Name name) {
        return name.words().map(word -> word.toLowerCase(Locale.ROOT)).collect(joining());
    }

    /// `DiskAttachment`, a Java type.
    static String type(Name name) {
        return name.words().map(Naming::capital).collect(joining());
    }

    /// `diskAttachments`, a Java member; reserved words get a trailing `_`.
    static String member(Name name) {
        String capital = type(name);
        String member = capital.substring(0, 1).toLowerCase(Locale.ROOT) + capital.substring(1);
        return KEYWORDS.contains(member) ? member + "_" : member;
    }

    /// `DISK_ATTACHMENTS`, a Java constant.
    static String constant(Name name) {
        return name.words().map(word -> word.toUpperCase(Locale.ROOT)).collect(joining("_"));
    }

    private static Name plural(Name name) {
        return withLastWord(name, plural(last(name)));
    }

    private static Name singular(Name name) {
        return withLastWord(name, singular(last(name)));
    }

    private static String plural(String word) {
        if (word.equals("erratum")) {
            return "errata";
        }
        return word.endsWith("y") && !word.endsWith("ay") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
    }

    private static String singular(String word) {
        if (word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    }

    private static String last(Name name) {
        return name.getWords().getLast();
    }

    private static Name withLastWord(Name name, String word) {
        List<String> words = new ArrayList<>(name.getWords());
        words.set(words.size() - 1, word);
        return new Name(words);
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).toLowerCase(Locale.ROOT);
    }
}
