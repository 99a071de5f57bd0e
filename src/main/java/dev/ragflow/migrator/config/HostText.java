package dev.ragflow.migrator.config;

import java.util.regex.Pattern;

/** Names and addresses of servers. What passes cannot smuggle options into a JDBC URL. */
final class HostText {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N}._-]*[\\p{L}\\p{N}_.])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F.]*(%[A-Za-z0-9._-]+)?");

    private HostText() {}

    /** The host, an IPv6 address without its brackets. */
    static String parse(Reading reading) {
        String host = reading.stripped();
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (IPV6.matcher(bare).matches() || NAME.matcher(host).matches()) {
            return bare;
        }
        String advice = host.contains(":") ? "; the port goes into " + Setting.PORT.flag() : "";
        throw ConfigurationException.of(
                Setting.HOST,
                ConfigurationException.quoted(host) + " is not the name or address of a server" + advice,
                reading);
    }
}
