package dev.handshake.cli;

import dev.handshake.OwnFile;
import dev.handshake.lab.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;

/** The files of an operator whose organization is that of the platform's stand-in. */
record PlatformFiles(Path directory) {
  /**
   * Writes a configuration with roots and secret beside it.
   *
   * @param more what stands above the section {@code genesys}
   */
  Path configuration(Platform platform, String more) throws IOException {
    roots("platform.pem", platform.roots().anchors());
    OwnFile.write(directory.resolve("genesys.secret"), platform.secret());
    String genesys =
        """
        trust: {lab: {files: [platform.pem]}}
        genesys:
          custom_regions:
            lab: {login: "%s", api: "%s", apps: "%s"}
          organizations:
            - name: acme
              region: lab
              oauth: {client_id: "%s", client_secret_file: genesys.secret}
              trust: lab
        """
            .formatted(
                platform.region().login(),
                platform.region().api(),
                platform.region().apps(),
                Platform.CLIENT);
    return Files.writeString(directory.resolve("handshake.yml"), more + genesys);
  }

  /** Writes certificates as a file of PEM blocks. */
  Path roots(String name, Collection<X509Certificate> certificates) throws IOException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder().encodeToString(encoded(certificate)))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return Files.writeString(directory.resolve(name), text);
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
