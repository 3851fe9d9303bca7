package dev.handshake.probe;

import dev.handshake.target.OauthClient;

/**
 * Access tokens for HTTP requests, by the client that each is issued to. They are fetched ahead of
 * the probes: asking for one never waits.
 */
public interface Bearers {
  /** No client has a token. */
  Bearers NONE =
      new Bearers() {
        @Override
        public Bearer of(OauthClient client) {
          return new Bearer.None("none is fetched here");
        }

        @Override
        public void refused(OauthClient client, Bearer.Token token) {}
      };

  /** The token that a client has now. */
  Bearer of(OauthClient client);

  /** Hears that a server answered 401 to a request with this token. */
  void refused(OauthClient client, Bearer.Token token);

  /** An access token, or why there is none. */
  sealed interface Bearer {
    /** What is sent as it stands; never printed. */
    record Token(String text) implements Bearer {
      public Token {
        if (!text.matches("[!-~]+")) {
          throw new IllegalArgumentException("token: (hidden) (expected: visible ASCII)");
        }
      }

      @Override
      public String toString() {
        return "<secret>";
      }
    }

    /**
     * There is none.
     *
     * @param why one clause without a full stop, which bears no secret
     */
    record None(String why) implements Bearer {}
  }
}
