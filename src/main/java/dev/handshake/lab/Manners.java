package dev.handshake.lab;

/** How a server or a proxy of the lab takes it that it is asked for something in plain text. */
public enum Manners {
  /** Does what it is asked for. */
  AGREES,
  /** Says that it will not, or not now. */
  REFUSES,
  /** Does not list it among what it can do, or does not know the word. */
  OFFERS_NOT,
  /** Wants credentials first; a habit of proxies. */
  WANTS_CREDENTIALS,
  /** Agrees, with words behind its agreement that are not part of it. */
  INJECTS,
  /** Answers with bytes of no protocol. */
  TALKS_NONSENSE,
  /** Ends the connection instead of an answer. */
  CLOSES,
  /** Resets the connection instead of an answer. */
  RESETS,
  /** Reads and says nothing. */
  SILENT
}
