package dev.handshake.genesys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.revocation.ListSighting;
import dev.handshake.schedule.VirtualTime;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CxoneWatchTest {
  private static final String ISSUER = "https://cxone.example.com";
  private static final String OPENID = ISSUER + "/.well-known/openid-configuration";
  private static final String TENANT = ISSUER + "/.well-known/cxone-configuration?tenantId=t+1";

  private final VirtualTime time = new VirtualTime();
  private final Map<String, JsonNode> documents = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<List<Target>> told = new ArrayList<>();

  @Test
  void aTenantsHostsAreThoseThatItsDocumentsName() {
    documents.put(
        OPENID,
        ScriptedApi.json(
            "{'issuer': 'https://cxone.example.com', 'token_endpoint':"
                + " 'https://token.example.com/auth/token'}"));
    documents.put(
        TENANT,
        ScriptedApi.json(
            "{'api_endpoint': 'https://api-na1.example.com', 'auth_endpoint':"
                + " 'https://cxone.example.com', 'ui_endpoint': 'http://plain.example.com'}"));
    CxoneWatch watch = start();

    assertThat(told.getLast())
        .extracting(Target::name)
        .containsExactly(
            "genesys-cx-cxone.example.com",
            "genesys-cx-token.example.com",
            "genesys-cx-api-na1.example.com");
    assertThat(watch.state().region()).isEqualTo("cxone");
    assertThat(status(watch).up()).contains(true);
  }

  @Test
  void theDocumentOfAnotherIssuerIsNotBelieved() {
    documents.put(OPENID, ScriptedApi.json("{'issuer': 'https://evil.example.com'}"));
    CxoneWatch watch = start();

    assertThat(told).isEmpty();
    assertThat(status(watch).failure())
        .hasValueSatisfying(it -> assertThat(it.fault()).isEqualTo(SourceFault.INVALID_ANSWER));
  }

  @Test
  void aFailureIsTriedAgainInTheNextRoundAndNotBefore() {
    CxoneWatch watch = start();
    time.advance(Duration.ofMinutes(30).multipliedBy(3));

    assertThat(status(watch).up()).contains(false);
    assertThat(asked).hasSizeBetween(4, 5).containsOnly(OPENID);
  }

  private static SourceStatus status(CxoneWatch watch) {
    return Objects.requireNonNull(watch.state().sources().get("discovery"));
  }

  private CxoneWatch start() {
    CxoneWatch watch =
        new CxoneWatch(
            new CxoneSettings(
                "cx", URI.create(ISSUER), Optional.of("t 1"), "system", Optional.empty()),
            GenesysSettings.NONE,
            this::document,
            new Around(),
            new Watched.Means("cx", time, time, new Deaf()));
    watch.targets().watch(told::add);
    time.execute(watch::start);
    time.advance(Duration.ofSeconds(5));
    return watch;
  }

  private Future<JsonNode> document(URI url) {
    asked.add(url.toString());
    JsonNode found = documents.get(url.toString());
    return found == null
        ? Future.failedFuture(new ApiException(SourceFault.UNREACHABLE, "as the test has it"))
        : Future.succeededFuture(found);
  }

  private static final class Deaf implements GenesysListener {
    @Override
    public void failed(String organization, String source, SourceStatus.Failure failure) {}

    @Override
    public void returned(String organization, String source) {}

    @Override
    public void changed(String organization, CertificateChange change) {}

    @Override
    public void audited(String organization, AuditEvent event) {}
  }

  private static final class Around implements Surroundings {
    @Override
    public TrustAnchors trust(String name) {
      throw new AssertionError(name);
    }

    @Override
    public Optional<List<String>> authorities(String target) {
      return Optional.empty();
    }

    @Override
    public List<String> roots(String target) {
      return List.of();
    }

    @Override
    public Optional<String> targetAt(Endpoint endpoint) {
      return Optional.empty();
    }

    @Override
    public ProbeModule module() {
      return ProbeModule.DEFAULT;
    }

    @Override
    public List<String> gateways() {
      return List.of();
    }

    @Override
    public Future<Optional<ListSighting>> list(
        X509Certificate certificate, Optional<X509Certificate> issuer) {
      return Future.succeededFuture(Optional.empty());
    }
  }
}
