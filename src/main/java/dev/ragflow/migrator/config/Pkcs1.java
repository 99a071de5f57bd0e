package dev.ragflow.migrator.config;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** RSA keys as MySQL and OpenSSL used to write them, put into the envelope that the JDK reads (RFC 5208). */
final class Pkcs1 {

    /** Version 0 and the algorithm rsaEncryption without parameters, in DER. */
    private static final byte[] HEAD = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private Pkcs1() {}

    static byte[] toPkcs8(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(HEAD);
        content.writeBytes(tagged(OCTET_STRING, pkcs1));
        return tagged(SEQUENCE, content.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        // lengths in two bytes: RSA keys have from some hundred bytes to some thousand
        out.write(0x82);
        out.write(content.length >> 8);
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
