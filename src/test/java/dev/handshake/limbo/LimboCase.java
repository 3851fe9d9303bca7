package dev.handshake.limbo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One case of x509-limbo (C2SP): a chain, anchors, a name, a time, and whether a validator should
 * accept it.
 *
 * @param features tags; the pedantic ones ask for more than most validators do
 * @param trusted PEM
 * @param untrusted PEM
 * @param leaf PEM
 * @param mostIntermediates how long the path may be, intermediates alone
 */
record LimboCase(
    String id,
    List<String> features,
    List<String> trusted,
    List<String> untrusted,
    String leaf,
    Optional<String> name,
    Instant time,
    OptionalInt mostIntermediates,
    boolean acceptable) {
  /** Cases without a time of their own are valid for decades around this one. */
  private static final Instant USUAL = Instant.parse("2023-12-15T00:00:00Z");

  static List<LimboCase> read(Path corpus) throws IOException {
    List<LimboCase> cases = new ArrayList<>();
    for (JsonNode each : new ObjectMapper().readTree(corpus.toFile()).get("testcases")) {
      cases.add(of(each));
    }
    return cases;
  }

  private static LimboCase of(JsonNode each) {
    JsonNode time = each.get("validation_time");
    JsonNode depth = each.get("max_chain_depth");
    JsonNode name = each.get("expected_peer_name");
    return new LimboCase(
        each.get("id").asText(),
        texts(each.get("features")),
        texts(each.get("trusted_certs")),
        texts(each.get("untrusted_intermediates")),
        each.get("peer_certificate").asText(),
        name.isNull() ? Optional.empty() : Optional.of(name.get("value").asText()),
        time.isNull() ? USUAL : OffsetDateTime.parse(time.asText()).toInstant(),
        depth.isNull() ? OptionalInt.empty() : OptionalInt.of(depth.asInt()),
        each.get("expected_result").asText().equals("SUCCESS"));
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  /** The tags that ask for more than most validators do; "none" where there are none. */
  String pedantry() {
    return features.stream()
        .filter(tag -> tag.startsWith("pedantic") || tag.contains("incompatible"))
        .findFirst()
        .orElse("none");
  }
}
