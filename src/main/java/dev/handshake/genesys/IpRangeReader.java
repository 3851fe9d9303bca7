package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.certificate.Fingerprint;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads from where the services of the platform call. */
final class IpRangeReader {
  private static final String PATH = "/api/v2/ipranges";
  private static final int MOST = 20_000;
  private static final int MOST_SERVICES = 50;

  private IpRangeReader() {}

  static Future<List<IpRanges>> ask(Api api) {
    return Parser.of(api.get(Source.IP_RANGES, PATH), IpRangeReader::read);
  }

  static List<IpRanges> read(JsonNode answer) throws ApiException {
    List<JsonNode> entities = Fields.entities(answer);
    if (entities.isEmpty()) {
      throw Fields.invalid("there are no address ranges");
    }
    SortedMap<String, SortedSet<String>> services = new TreeMap<>();
    for (Fields range : Fields.each(entities, MOST)) {
      String cidr = range.text("cidr").orElseThrow(() -> Fields.invalid("a range is missing"));
      if (services.size() < MOST_SERVICES || services.containsKey(range.label("service"))) {
        services.computeIfAbsent(range.label("service"), _ -> new TreeSet<>()).add(cidr);
      }
    }
    List<IpRanges> all = new ArrayList<>();
    services.forEach((service, cidrs) ->
        all.add(new IpRanges(service, cidrs.size(), digest(cidrs), Optional.empty())));
    return all;
  }

  private static String digest(SortedSet<String> cidrs) {
    return Fingerprint.sha256(String.join("\n", cidrs).getBytes(StandardCharsets.UTF_8));
  }
}
