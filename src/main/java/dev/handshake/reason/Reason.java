package dev.handshake.reason;

import static dev.handshake.reason.Party.AGENT;
import static dev.handshake.reason.Party.AUTHORITY;
import static dev.handshake.reason.Party.CLIENT;
import static dev.handshake.reason.Party.INTERCEPTOR;
import static dev.handshake.reason.Party.NETWORK;
import static dev.handshake.reason.Party.SERVER;
import static dev.handshake.reason.Phase.CONFIRM;
import static dev.handshake.reason.Phase.CONNECT;
import static dev.handshake.reason.Phase.HANDSHAKE;
import static dev.handshake.reason.Phase.PROXY;
import static dev.handshake.reason.Phase.REQUEST;
import static dev.handshake.reason.Phase.RESOLVE;
import static dev.handshake.reason.Phase.STARTTLS;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Why a probe failed, as one stable word. The order of the constants is the precedence: of several
 * reasons that hold, the first is the one reported, and the rest stay findings.
 */
public enum Reason implements Finding {
  INTERNAL(AGENT, RESOLVE, REQUEST),
  DNS_NOT_FOUND(NETWORK, RESOLVE),
  DNS_NO_ADDRESS(NETWORK, RESOLVE),
  DNS_FAILED(NETWORK, RESOLVE),
  DNS_TIMEOUT(NETWORK, RESOLVE),
  CONNECT_REFUSED(SERVER, CONNECT),
  CONNECT_TIMEOUT(NETWORK, CONNECT),
  CONNECT_UNREACHABLE(NETWORK, CONNECT),
  PROXY_FAILED(NETWORK, PROXY),
  STARTTLS_FAILED(SERVER, STARTTLS),
  NOT_TLS(SERVER, HANDSHAKE),
  HANDSHAKE_TIMEOUT(SERVER, HANDSHAKE),
  CONNECTION_CLOSED(SERVER, HANDSHAKE),
  CONNECTION_RESET(SERVER, HANDSHAKE),
  PROTOCOL_MISMATCH(SERVER, HANDSHAKE),
  CIPHER_MISMATCH(SERVER, HANDSHAKE),
  SERVER_NAME_UNRECOGNIZED(SERVER, HANDSHAKE),
  HANDSHAKE_REJECTED(SERVER, HANDSHAKE, CONFIRM),
  PROTOCOL_VIOLATION(SERVER, HANDSHAKE),
  HANDSHAKE_TOO_LARGE(SERVER, HANDSHAKE),
  CERTIFICATE_INTERCEPTED(INTERCEPTOR, HANDSHAKE),
  CERTIFICATE_REVOKED(SERVER, HANDSHAKE),
  CERTIFICATE_SELF_SIGNED(SERVER, HANDSHAKE),
  CERTIFICATE_UNTRUSTED(SERVER, HANDSHAKE),
  CERTIFICATE_CHAIN_INCOMPLETE(SERVER, HANDSHAKE),
  CERTIFICATE_ISSUER_NOT_CA(AUTHORITY, HANDSHAKE),
  CERTIFICATE_PATH_LENGTH(AUTHORITY, HANDSHAKE),
  CERTIFICATE_NAME_CONSTRAINT(AUTHORITY, HANDSHAKE),
  CERTIFICATE_CRITICAL_EXTENSION(AUTHORITY, HANDSHAKE),
  CERTIFICATE_INVALID(SERVER, HANDSHAKE),
  CERTIFICATE_NOT_YET_VALID(SERVER, HANDSHAKE),
  CERTIFICATE_EXPIRED(SERVER, HANDSHAKE),
  CERTIFICATE_NAME_MISMATCH(SERVER, HANDSHAKE),
  CERTIFICATE_WRONG_EKU(SERVER, HANDSHAKE),
  CERTIFICATE_WRONG_KEY_USAGE(SERVER, HANDSHAKE),
  CERTIFICATE_WEAK_KEY(SERVER, HANDSHAKE),
  CERTIFICATE_WEAK_SIGNATURE(SERVER, HANDSHAKE),
  CERTIFICATE_STAPLE_MISSING(SERVER, HANDSHAKE),
  CLIENT_IDENTITY_UNUSABLE(CLIENT, HANDSHAKE),
  CLIENT_CERTIFICATE_REQUIRED(CLIENT, HANDSHAKE, REQUEST),
  CLIENT_CERTIFICATE_UNTRUSTED(CLIENT, HANDSHAKE, REQUEST),
  CLIENT_CERTIFICATE_EXPIRED(CLIENT, HANDSHAKE, REQUEST),
  CLIENT_CERTIFICATE_NOT_YET_VALID(CLIENT, HANDSHAKE, REQUEST),
  CLIENT_CERTIFICATE_WRONG_EKU(CLIENT, HANDSHAKE, REQUEST),
  CLIENT_CERTIFICATE_REVOKED(CLIENT, HANDSHAKE, REQUEST),
  CLIENT_CERTIFICATE_REJECTED(CLIENT, HANDSHAKE, REQUEST),
  ACCEPTANCE_UNCONFIRMED(SERVER, CONFIRM),
  MTLS_NOT_ENFORCED(SERVER, HANDSHAKE, REQUEST),
  POLICY_VIOLATION(SERVER, HANDSHAKE),
  HTTP_STATUS(SERVER, REQUEST),
  HTTP_TIMEOUT(SERVER, REQUEST),
  HTTP_INVALID(SERVER, REQUEST);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final Party party;
  private final Phase first;
  private final Phase last;

  Reason(Party party, Phase only) {
    this(party, only, only);
  }

  Reason(Party party, Phase first, Phase last) {
    this.party = party;
    this.first = first;
    this.last = last;
  }

  /** Who has to act. */
  public Party party() {
    return party;
  }

  /** Where on the way it may be found, in the order in which that is passed. */
  public Set<Phase> phases() {
    return EnumSet.range(first, last);
  }

  @Override
  public String word() {
    return word;
  }
}
