package dev.handshake.lab;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * RSA keys of the stand-in, made once per virtual machine: one of 4096 bits takes seconds, and what
 * is minted with it is new each time.
 */
final class PlatformKeys {
  private static final Map<String, KeyPair> MADE = new ConcurrentHashMap<>();

  private PlatformKeys() {}

  /** The key of a role, of that many bits. */
  static KeyPair rsa(String role, int bits) {
    return MADE.computeIfAbsent(role + "/" + bits, _ -> generate(bits));
  }

  private static KeyPair generate(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has RSA", impossible);
    }
  }
}
