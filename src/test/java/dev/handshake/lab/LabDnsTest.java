package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Hashtable;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.Attributes;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The JDK's own DNS client says of the lab's name server what the rows say. */
class LabDnsTest {
  private final LabDns dns = LabDns.open();

  @AfterEach
  void close() {
    dns.close();
  }

  @Test
  void aNameOfTheZoneLeadsToLoopback() throws NamingException {
    assertThat(query(LabPki.SERVER_NAME, "A").get("A").get()).isEqualTo(Street.ADDRESS);
    assertThat(query(LabPki.SERVER_NAME, "AAAA").size()).isZero();
  }

  @Test
  void aNameOutsideOfTheZoneDoesNotExist() {
    assertThatThrownBy(() -> query(LabDns.NOT_FOUND, "A"))
        .isInstanceOf(NameNotFoundException.class);
    assertThatThrownBy(() -> query("handshake.test.example", "A"))
        .isInstanceOf(NameNotFoundException.class);
  }

  @Test
  void anEmptyNameExistsWithoutAddress() throws NamingException {
    assertThat(query(LabDns.NO_ADDRESS, "A").size()).isZero();
  }

  @Test
  void aFailingNameIsAServerFailure() {
    assertThatThrownBy(() -> query(LabDns.FAILS, "A"))
        .isInstanceOf(ServiceUnavailableException.class);
  }

  @Test
  void anUnansweredNameIsNeverAnswered() {
    assertThatThrownBy(() -> query(LabDns.UNANSWERED, "A"))
        .isInstanceOf(CommunicationException.class)
        .hasRootCauseInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void casesOfANameAreOne() throws NamingException {
    assertThat(query("GateWay.Handshake.TEST", "A").get("A").get()).isEqualTo(Street.ADDRESS);
  }

  /** JNDI asks our own name server here, for attributes that are text. */
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private Attributes query(String name, String type) throws NamingException {
    InetSocketAddress address = dns.address();
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, "dns://" + Street.ADDRESS + ":" + address.getPort());
    environment.put("com.sun.jndi.dns.timeout.initial", "200");
    environment.put("com.sun.jndi.dns.timeout.retries", "1");
    return new InitialDirContext(environment).getAttributes(name, new String[] {type});
  }
}
