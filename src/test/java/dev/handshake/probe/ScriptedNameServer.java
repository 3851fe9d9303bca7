package dev.handshake.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A name server on loopback, over UDP and TCP, that answers as the test says, well or ill. */
public final class ScriptedNameServer implements AutoCloseable {
  public static final int A = 1;
  static final int CNAME = 5;
  static final int AAAA = 28;

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** What is sent back, message by message; nothing is silence, and over TCP an end. */
  public interface Script {
    List<byte[]> answer(Query query);
  }

  private final Script script;
  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  public ScriptedNameServer(Script script) throws IOException {
    this.script = script;
    ServerSocket stream = new ServerSocket(0, 50, LOOPBACK);
    DatagramSocket datagram = null;
    while (datagram == null) {
      try {
        datagram = new DatagramSocket(new InetSocketAddress(LOOPBACK, stream.getLocalPort()));
      } catch (BindException taken) {
        stream.close();
        stream = new ServerSocket(0, 50, LOOPBACK);
      }
    }
    tcp = stream;
    udp = datagram;
    udp.setReceiveBufferSize(1 << 20);
    Thread.ofVirtual().start(this::serveDatagrams);
    Thread.ofVirtual().start(this::serveStreams);
  }

  /** Answers every question alike. */
  static ScriptedNameServer always(Answer answer) throws IOException {
    return new ScriptedNameServer(query -> List.of(answer.to(query)));
  }

  /** Answers with those of the records that belong to the type asked for. */
  static ScriptedNameServer holding(Answer.Rr... records) throws IOException {
    return new ScriptedNameServer(query ->
        List.of(
            Answer.of(
                    Stream.of(records)
                        .filter(it -> it.type() == query.type() || it.type() == CNAME)
                        .toArray(Answer.Rr[]::new))
                .to(query)));
  }

  /** Never answers. */
  static ScriptedNameServer silent() throws IOException {
    return new ScriptedNameServer(_ -> List.of());
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(LOOPBACK, tcp.getLocalPort());
  }

  /** The address as messages show it. */
  String name() {
    return "127.0.0.1:" + tcp.getLocalPort();
  }

  /** What was asked so far, as in {@code AAAA crm.example.com udp}. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }

  private void serveDatagrams() {
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        udp.receive(packet);
        byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
        for (byte[] message : answers(question, "udp")) {
          udp.send(new DatagramPacket(message, message.length, packet.getSocketAddress()));
        }
      } catch (IOException closed) {
        // The test is over, or the asker has gone.
      }
    }
  }

  private void serveStreams() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] question = in.readNBytes(in.readUnsignedShort());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        for (byte[] message : answers(question, "tcp")) {
          out.writeShort(message.length);
          out.write(message);
        }
      } catch (IOException closed) {
        // The test is over, or the asker has gone.
      }
    }
  }

  private List<byte[]> answers(byte[] question, String transport) {
    Query query = Query.read(question, transport.equals("tcp"));
    asked.add((query.type() == A ? "A " : "AAAA ") + query.name() + " " + transport);
    return script.answer(query);
  }

  /** A question as it came. */
  public record Query(int id, String name, int type, boolean overTcp) {
    static Query read(byte[] message, boolean overTcp) {
      ByteBuffer in = ByteBuffer.wrap(message);
      int id = in.getShort() & 0xffff;
      in.position(12);
      StringBuilder name = new StringBuilder();
      for (int length = in.get(); length > 0; length = in.get()) {
        byte[] label = new byte[length];
        in.get(label);
        name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
      }
      return new Query(id, name.toString(), in.getShort() & 0xffff, overTcp);
    }

    Query withId(int other) {
      return new Query(other & 0xffff, name, type, overTcp);
    }

    Query withName(String other) {
      return new Query(id, other, type, overTcp);
    }
  }

  /** An answer to be given to a question. */
  public record Answer(int code, boolean truncated, List<Rr> records, Duration holds) {
    /** How long each record says that it holds, where nothing else is said. */
    static final Duration HOLDS = Duration.ofMinutes(1);

    public record Rr(String owner, int type, ByteBuffer data) {}

    public static Answer of(Rr... records) {
      return new Answer(0, false, List.of(records), HOLDS);
    }

    public static Answer code(int code) {
      return new Answer(code, false, List.of(), HOLDS);
    }

    /** The same, to be remembered by nobody. */
    public Answer forNow() {
      return new Answer(code, truncated, records, Duration.ZERO);
    }

    static Answer cut() {
      return new Answer(0, true, List.of(), HOLDS);
    }

    public static Rr a(String owner, String address) {
      return new Rr(owner, A, ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress()));
    }

    static Rr aaaa(String owner, String address) {
      return new Rr(owner, AAAA, ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress()));
    }

    static Rr cname(String owner, String target) {
      return new Rr(owner, CNAME, ByteBuffer.wrap(wire(target)));
    }

    public byte[] to(Query query) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      try {
        out.writeShort(query.id());
        out.writeShort(0x8180 | (truncated ? 0x0200 : 0) | code);
        out.writeShort(1);
        out.writeShort(records.size());
        out.writeInt(0);
        out.write(wire(query.name()));
        out.writeShort(query.type());
        out.writeShort(1);
        for (Rr record : records) {
          write(out, record, query.name(), holds);
        }
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return bytes.toByteArray();
    }

    /** The name asked for is written as a pointer to the question, as real servers do. */
    private static void write(DataOutputStream out, Rr record, String asked, Duration holds)
        throws IOException {
      if (record.owner().equals(asked)) {
        out.writeShort(0xc00c);
      } else {
        out.write(wire(record.owner()));
      }
      out.writeShort(record.type());
      out.writeShort(1);
      out.writeInt((int) holds.toSeconds());
      out.writeShort(record.data().capacity());
      out.write(record.data().array());
    }

    private static byte[] wire(String name) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (String label : name.split("\\.")) {
        out.write(label.length());
        out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
      }
      out.write(0);
      return out.toByteArray();
    }
  }
}
