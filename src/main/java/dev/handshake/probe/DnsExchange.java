package dev.handshake.probe;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuery;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryEncoder;
import io.netty.handler.codec.dns.TcpDnsResponseDecoder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with one name server about one name: a question per record type at the same
 * time, over UDP and, where an answer is truncated, over TCP (RFC 7766).
 *
 * <p>Each has a connected socket of its own, unlike those of Netty's {@code DnsNameResolver}. The
 * kernel then tells at once that nothing listens there, drops what others send, and chooses a fresh
 * source port (RFC 5452, section 9.2). Confined to its event loop.
 */
final class DnsExchange {
  /** How long the other family may still come once one is there (RFC 8305, section 8). */
  static final Duration RESOLUTION_DELAY = Duration.ofMillis(50);

  /** How often a question is sent over UDP, at even intervals, before its server is silent. */
  private static final int SENDINGS = 4;

  private static final int MAX_TCP_ANSWER = 8 * 1024;
  private static final SecureRandom IDS = new SecureRandom();

  private final DnsTransport transport;
  private final InetSocketAddress server;
  private final String serverName;
  private final int maxAddresses;
  private final Duration bound;
  private final Consumer<List<DnsAnswer>> whenDone;

  /** Questions without an answer, by identifier. */
  private final Map<Integer, DnsQuestion> open = new HashMap<>();

  private final Set<Integer> overTcp = new HashSet<>();
  private final Map<DnsRecordType, DnsAnswer> answers = new LinkedHashMap<>();
  private final List<Channel> channels = new ArrayList<>();
  private @Nullable ScheduledFuture<?> sendings;
  private @Nullable ScheduledFuture<?> delay;
  private int sent = 1;
  private boolean sawNonsense;
  private boolean done;

  /**
   * @param name without a trailing dot
   * @param maxAddresses the most addresses to take per type
   * @param bound on the whole exchange
   * @param whenDone is given the answers in the order of {@code types}, once
   */
  DnsExchange(
      DnsTransport transport,
      InetSocketAddress server,
      String name,
      List<DnsRecordType> types,
      int maxAddresses,
      Duration bound,
      Consumer<List<DnsAnswer>> whenDone) {
    this.transport = transport;
    this.server = server;
    this.serverName = NetUtil.toSocketAddressString(server);
    this.maxAddresses = maxAddresses;
    this.bound = bound;
    this.whenDone = whenDone;
    for (DnsRecordType type : types) {
      open.put(freshId(), new DefaultDnsQuestion(name + ".", type));
      answers.put(type, new DnsAnswer.Silence());
    }
  }

  void start() {
    long part = bound.toNanos() / SENDINGS;
    sendings = transport.loop().scheduleAtFixedRate(this::next, part, part, TimeUnit.NANOSECONDS);
    connect(
        transport.datagram(),
        List.of(new DatagramDnsQueryEncoder(), DatagramAnswerDecoder.INSTANCE, new UdpAnswers()),
        Set.copyOf(open.keySet()));
  }

  /** Ends the exchange without an answer. */
  void abort() {
    done = true;
    cancel(sendings);
    cancel(delay);
    for (Channel channel : channels) {
      var _ = channel.close();
    }
  }

  private void connect(Bootstrap bootstrap, List<ChannelHandler> handlers, Set<Integer> ids) {
    ChannelFuture connected =
        bootstrap
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(handlers.toArray(ChannelHandler[]::new));
                  }
                })
            .connect(server);
    if (connected.channel().isOpen()) {
      channels.add(connected.channel());
    }
    connected.addListener(future ->
        onLoop(() -> {
          if (future.isSuccess()) {
            ids.forEach(id -> ask(connected.channel(), id));
          } else {
            settle(ids, failure(future.cause()));
          }
        }));
  }

  /** Where not even a channel could be made, Netty tells so on a thread of its own. */
  private void onLoop(Runnable task) {
    if (transport.loop().inEventLoop()) {
      task.run();
    } else {
      transport.loop().execute(task);
    }
  }

  private void ask(Channel channel, int id) {
    DnsQuestion question = open.get(id);
    if (done || question == null) {
      return;
    }
    boolean tcp = overTcp.contains(id);
    DnsQuery query = tcp ? new DefaultDnsQuery(id) : new DatagramDnsQuery(null, server, id);
    query.setRecursionDesired(true).addRecord(DnsSection.QUESTION, question);
    channel
        .writeAndFlush(query)
        .addListener(future -> {
          if (!future.isSuccess()) {
            // The kernel reports an unreachable port once: to whichever call comes next.
            settle(tcp ? Set.of(id) : Set.copyOf(open.keySet()), failure(future.cause()));
          }
        });
  }

  private void askAgain(Channel datagrams) {
    Set<Integer> unanswered = new HashSet<>(open.keySet());
    unanswered.removeAll(overTcp);
    unanswered.forEach(id -> ask(datagrams, id));
  }

  private void received(DnsResponse response, boolean tcp) {
    int id = response.id();
    DnsQuestion question = open.get(id);
    if (done || question == null || overTcp.contains(id) != tcp) {
      return;
    }
    AnswerReader reader = new AnswerReader(question, serverName, maxAddresses);
    if (!reader.concerns(response)) {
      return;
    }
    if (response.isTruncated() && !tcp) {
      askOverTcp(id);
    } else {
      settle(id, reader.read(response));
    }
  }

  private void askOverTcp(int id) {
    overTcp.add(id);
    connect(
        transport.stream(),
        List.of(
            new TcpDnsQueryEncoder(),
            new TcpDnsResponseDecoder(DnsRecordDecoder.DEFAULT, MAX_TCP_ANSWER),
            new TcpAnswer(id)),
        Set.of(id));
  }

  private void settle(int id, DnsAnswer answer) {
    DnsQuestion question = open.remove(id);
    if (done || question == null) {
      return;
    }
    answers.put(question.type(), answer);
    if (open.isEmpty()) {
      finish();
    } else if (answer instanceof DnsAnswer.Addresses) {
      delay =
          transport
              .loop()
              .schedule(this::finish, RESOLUTION_DELAY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void settle(Set<Integer> ids, DnsAnswer answer) {
    ids.forEach(id -> settle(id, answer));
  }

  private void next() {
    if (sent++ < SENDINGS) {
      // The datagram channel is the first, and there is no other before it has been answered.
      channels.stream().limit(1).filter(Channel::isActive).forEach(this::askAgain);
    } else if (sawNonsense) {
      settle(Set.copyOf(open.keySet()), AnswerReader.malformed(serverName));
    } else {
      finish();
    }
  }

  private void finish() {
    if (!done) {
      abort();
      whenDone.accept(List.copyOf(answers.values()));
    }
  }

  private DnsAnswer failure(Throwable cause) {
    // Netty's name for a socket that could not even be made, for want of descriptors say.
    if (cause instanceof ChannelException) {
      return new DnsAnswer.OwnFault(cause);
    }
    return new DnsAnswer.Failure(serverName + " cannot be reached (" + reasonOf(cause) + ")");
  }

  private static String reasonOf(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return cause instanceof PortUnreachableException || message.contains("refused")
        ? "connection refused"
        : message;
  }

  private int freshId() {
    int id;
    do {
      id = IDS.nextInt(0x1_0000);
    } while (open.containsKey(id));
    return id;
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private final class UdpAnswers extends SimpleChannelInboundHandler<DnsResponse> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DnsResponse response) {
      received(response, /* tcp= */ false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof DatagramAnswerDecoder.Malformed malformed) {
        // Under a strange identifier it is not ours to judge by yet: the true answer may follow.
        sawNonsense = true;
        settle(malformed.id(), AnswerReader.malformed(serverName));
      } else {
        settle(Set.copyOf(open.keySet()), failure(cause));
      }
    }
  }

  private final class TcpAnswer extends SimpleChannelInboundHandler<DnsResponse> {
    private final int id;

    TcpAnswer(int id) {
      this.id = id;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DnsResponse response) {
      received(response, /* tcp= */ true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      settle(id, new DnsAnswer.Failure("no answer over TCP from " + serverName));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      settle(
          id,
          cause instanceof DecoderException ? AnswerReader.malformed(serverName) : failure(cause));
    }
  }
}
