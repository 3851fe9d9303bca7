package dev.handshake.probe;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a response to a question about addresses. Only the answer section counts, and in it only
 * what the alias chain from the name asked for leads to (RFC 1034, section 3.6.2).
 */
final class AnswerReader {
  private static final int MAX_ALIASES = 16;
  private static final Map<DnsResponseCode, String> CODES =
      Map.of(
          DnsResponseCode.FORMERR, "FORMERR",
          DnsResponseCode.SERVFAIL, "SERVFAIL",
          DnsResponseCode.NOTIMP, "NOTIMP",
          DnsResponseCode.REFUSED, "REFUSED");

  private final DnsQuestion question;
  private final String server;
  private final int limit;
  private long holds = Long.MAX_VALUE / 4;

  /**
   * @param server the server's address and port, for messages
   * @param limit the most addresses to take
   */
  AnswerReader(DnsQuestion question, String server, int limit) {
    this.question = question;
    this.server = server;
    this.limit = limit;
  }

  /**
   * Tells whether a response with the right identifier repeats the question. One that reports an
   * error may leave it out, as servers do that could not read it.
   */
  boolean concerns(DnsResponse response) {
    if (response.count(DnsSection.QUESTION) == 0) {
      return response.code().intValue() != DnsResponseCode.NOERROR.intValue();
    }
    DnsRecord asked = response.recordAt(DnsSection.QUESTION);
    return response.count(DnsSection.QUESTION) == 1
        && asked.type().equals(question.type())
        && asked.name().equalsIgnoreCase(question.name());
  }

  DnsAnswer read(DnsResponse response) {
    DnsResponseCode code = response.code();
    if (code.equals(DnsResponseCode.NXDOMAIN)) {
      return new DnsAnswer.NoName();
    }
    if (!code.equals(DnsResponseCode.NOERROR)) {
      String name = CODES.getOrDefault(code, "response code " + code.intValue());
      return new DnsAnswer.Failure(name + " from " + server);
    }
    try {
      Set<InetAddress> addresses = addresses(response, endOfChain(response));
      return addresses.isEmpty()
          ? new DnsAnswer.NoData()
          : new DnsAnswer.Addresses(List.copyOf(addresses), Duration.ofSeconds(holds));
    } catch (DecoderException | IndexOutOfBoundsException | IllegalArgumentException malformed) {
      return malformed(server);
    }
  }

  static DnsAnswer malformed(String server) {
    return new DnsAnswer.Failure("a malformed answer from " + server);
  }

  private String endOfChain(DnsResponse response) {
    Map<String, String> aliases = new HashMap<>();
    for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
      DnsRecord answer = response.recordAt(DnsSection.ANSWER, i);
      if (answer instanceof DnsRawRecord raw && isInternet(raw, DnsRecordType.CNAME)) {
        String alias = DefaultDnsRecordDecoder.decodeName(raw.content().duplicate());
        aliases.putIfAbsent(lower(raw.name()), lower(alias));
        holds = Math.min(holds, raw.timeToLive());
      }
    }
    String name = lower(question.name());
    for (int hops = 0; aliases.containsKey(name); hops++) {
      if (hops == MAX_ALIASES) {
        throw new CorruptedFrameException("more than " + MAX_ALIASES + " aliases");
      }
      name = aliases.get(name);
    }
    return name;
  }

  private Set<InetAddress> addresses(DnsResponse response, String owner) {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (int i = 0; i < response.count(DnsSection.ANSWER) && addresses.size() < limit; i++) {
      DnsRecord answer = response.recordAt(DnsSection.ANSWER, i);
      if (answer instanceof DnsRawRecord raw
          && isInternet(raw, question.type())
          && lower(raw.name()).equals(owner)) {
        address(raw.content()).ifPresent(addresses::add);
        holds = Math.min(holds, raw.timeToLive());
      }
    }
    return addresses;
  }

  private Optional<InetAddress> address(ByteBuf content) {
    boolean wantsIpv6 = question.type().equals(DnsRecordType.AAAA);
    if (content.readableBytes() != (wantsIpv6 ? 16 : 4)) {
      throw new CorruptedFrameException("address of " + content.readableBytes() + " bytes");
    }
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    try {
      // With its name, so that nothing ever looks the name up in reverse.
      InetAddress address = InetAddress.getByAddress(hostName(), bytes);
      // The JDK makes an IPv4-mapped address an IPv4 one, which was not asked for.
      return Optional.of(address).filter(it -> wantsIpv6 == it instanceof Inet6Address);
    } catch (UnknownHostException wrongLength) {
      throw new CorruptedFrameException(wrongLength);
    }
  }

  private String hostName() {
    return question.name().substring(0, question.name().length() - 1);
  }

  private static boolean isInternet(DnsRawRecord answer, DnsRecordType type) {
    return answer.dnsClass() == DnsRecord.CLASS_IN && answer.type().equals(type);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
