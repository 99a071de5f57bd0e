package dev.ragflow.migrator.testing;

/** The machine the tests run on. */
final class Platform {

    private Platform() {}

    /** The embedded servers exist for this platform only. */
    static void requireLinuxX64(String server) {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.equals("Linux amd64")) {
            throw new ServerUnavailableException("There is no embedded " + server + " for " + system
                    + "; start a container engine such as Docker, and the tests use it");
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
