package dev.handshake.config;

import dev.handshake.config.ServiceReader.Called;
import dev.handshake.notify.NotifySettings;
import dev.handshake.notify.ReceiverSettings;
import java.util.List;
import java.util.Optional;

/** Reads who is notified. URLs are never shown in an error: many a path or query is a password. */
final class NotifyReader {
  private final ServiceReader services;

  NotifyReader(ServiceReader services) {
    this.services = services;
  }

  NotifySettings read(Section section) {
    NotifySettings settings =
        new NotifySettings(
            receivers(section, "webhooks"),
            receivers(section, "alertmanagers"),
            section
                .nullable("external_url")
                .map(Value::hide)
                .flatMap(value -> value.parsed(ReceiverSettings::url)));
    section.done();
    return settings;
  }

  private List<ReceiverSettings> receivers(Section section, String key) {
    return section.list(key, value -> value.section().flatMap(this::receiver)).orElse(List.of());
  }

  private Optional<ReceiverSettings> receiver(Section section) {
    Optional<Called> called = services.read(section, "where to post");
    section.done();
    return called.map(
        one -> new ReceiverSettings(one.url(), one.trust(), one.identity(), one.proxy()));
  }
}
