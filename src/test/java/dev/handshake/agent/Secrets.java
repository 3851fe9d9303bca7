package dev.handshake.agent;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must be shown nowhere, in each form in which it might be: also where it was cut. */
final class Secrets {
  private static final int PIECE = 16;

  private final Map<String, String> forms = new LinkedHashMap<>();

  /** A text of at least twelve characters. */
  Secrets text(String name, String secret) {
    if (secret.length() < 12) {
      throw new IllegalArgumentException(name + ": too short to be told from other text");
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    pieces(name, secret);
    pieces(name + " in a URL", URLEncoder.encode(secret, StandardCharsets.UTF_8));
    pieces(name + " in hexadecimal", HexFormat.of().formatHex(bytes));
    for (int offset = 0; offset < 3; offset++) {
      base64(name + " in base64, " + offset + " bytes in", bytes, offset);
    }
    return this;
  }

  /** A client's id and secret as they are sent. */
  Secrets client(String name, String id, String secret) {
    byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
    forms.putIfAbsent(Base64.getEncoder().encodeToString(pair), name + " as it is sent");
    return text(name, secret);
  }

  /** A key, in PEM by its lines and by its bytes. */
  Secrets key(String name, PrivateKey key, String... pems) {
    for (String pem : pems) {
      pem.lines()
          .filter(line -> line.length() >= PIECE && !line.startsWith("-----"))
          .forEach(line -> forms.putIfAbsent(line, name + " by a line of its PEM"));
    }
    String encoded = Base64.getEncoder().encodeToString(key.getEncoded());
    for (int at = encoded.length() / 3; at + PIECE < encoded.length(); at += PIECE) {
      forms.putIfAbsent(encoded.substring(at, at + PIECE), name + " by its bytes");
    }
    if (key instanceof ECPrivateKey ec) {
      BigInteger scalar = ec.getS();
      forms.putIfAbsent(scalar.toString(), name + " as a number");
      forms.putIfAbsent(scalar.toString(16), name + " in hexadecimal");
    }
    return this;
  }

  private void pieces(String name, String form) {
    if (form.length() < 2 * PIECE) {
      forms.putIfAbsent(form, name);
    } else {
      forms.putIfAbsent(form.substring(0, PIECE), name + " by its beginning");
      forms.putIfAbsent(form.substring(form.length() - PIECE), name + " by its end");
    }
  }

  /** As it stands in the base64 of something longer, where other bytes come before it. */
  private void base64(String name, byte[] secret, int offset) {
    byte[] shifted = new byte[offset + secret.length];
    System.arraycopy(secret, 0, shifted, offset, secret.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    String own = encoded.substring(offset == 0 ? 0 : offset + 1, shifted.length / 3 * 4);
    pieces(name, own);
    pieces(name + " for URLs", own.replace('+', '-').replace('/', '_'));
  }

  /** All forms, each by what it is. */
  Map<String, String> forms() {
    return Map.copyOf(forms);
  }

  /** What stands in a text, by name. */
  List<String> in(String text) {
    List<String> found = new ArrayList<>();
    forms.forEach((form, name) -> {
      if (text.contains(form)) {
        found.add(name);
      }
    });
    return found;
  }
}
