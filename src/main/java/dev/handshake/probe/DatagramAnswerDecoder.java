package dev.handshake.probe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DnsResponse;

/** Decodes one datagram, and says of a malformed one which question it answers. */
@Sharable
final class DatagramAnswerDecoder extends DatagramDnsResponseDecoder {
  static final DatagramAnswerDecoder INSTANCE = new DatagramAnswerDecoder();

  @Override
  protected DnsResponse decodeResponse(ChannelHandlerContext context, DatagramPacket packet) {
    ByteBuf content = packet.content();
    int id = content.readableBytes() < 2 ? -1 : content.getUnsignedShort(content.readerIndex());
    try {
      DnsResponse response = super.decodeResponse(context, packet);
      // The codec stops, without an error, at a record that is cut off.
      return content.isReadable() ? response.setTruncated(true) : response;
    } catch (Exception malformed) {
      throw new Malformed(id, malformed);
    }
  }

  /** A datagram that is no DNS response. */
  static final class Malformed extends DecoderException {
    private static final long serialVersionUID = 1L;

    private final int id;

    Malformed(int id, Throwable cause) {
      super(cause);
      this.id = id;
    }

    /** Its first two bytes, where a response has its identifier; -1 if it is shorter. */
    int id() {
      return id;
    }
  }
}
