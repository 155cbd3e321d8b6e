package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and the node certificate that it signs, made by the JDK's keytool. */
public record Certificates(String authority, String certificate, String key) {

    private static final String PASSWORD = "changeit";

    /** Makes an authority, and one certificate of it. */
    static Certificates make(Path folder) throws Exception {
        return make(folder, "-validity", "2");
    }

    /** Makes them likewise, the certificate by options of keytool. */
    public static Certificates make(Path folder, String... options) throws Exception {
        Path store = Files.createTempDirectory(folder, "authority").resolve("store.p12");
        keytool(store, List.of("-validity", "2"), "-genkeypair", "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:c");
        keytool(store, List.of(options), "-genkeypair", "-alias", "node", "-dname", "CN=node", "-signer", "ca");
        KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new Certificates(
                pem(made.getCertificate("ca")),
                pem(made.getCertificate("node")),
                pem("PRIVATE KEY", made.getKey("node", PASSWORD.toCharArray()).getEncoded()));
    }

    /** Writes three files, in place of those that are there. */
    static ClusterTls write(Path folder, String certificate, String key, String authority) throws IOException {
        Files.createDirectories(folder);
        return new ClusterTls(
                Files.writeString(folder.resolve("tls.crt"), certificate),
                Files.writeString(folder.resolve("tls.key"), key),
                Files.writeString(folder.resolve("ca.crt"), authority));
    }

    ClusterTls write(Path folder) throws IOException {
        return write(folder, certificate, key, authority);
    }

    private static String pem(Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    private static void keytool(Path store, List<String> options, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(JavaCommand.tool("keytool"), "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        command.addAll(options);
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
