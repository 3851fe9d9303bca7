package dev.handshake.config;

import dev.handshake.discovery.Reading;
import dev.handshake.discovery.TargetGroups;
import dev.handshake.discovery.TargetText;
import dev.handshake.target.ProbeModule;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads groups of targets, each as strictly as a target of the configuration: an unknown key or
 * module, a label that is taken or an impossible address is a mistake. Of labels that begin with
 * two underscores a few steer; the others are left alone, as they are meant for relabelling.
 */
public final class TargetGroupReader implements TargetGroups {
  private final Map<String, ProbeModule> modules;

  /**
   * @param modules by name, the built-in ones among them
   */
  public TargetGroupReader(Map<String, ProbeModule> modules) {
    this.modules = Collections.unmodifiableMap(new TreeMap<>(modules));
  }

  @Override
  public Reading read(TargetText text) {
    // Nothing of the environment is for whoever writes targets.
    Source source = new Source(text.place(), _ -> null);
    GroupReader groups = new GroupReader(source, modules, text.format());
    Document.items(source, text.format(), text.content(), groups::read);
    return source.mistakes() > 0
        ? new Reading.Refused(source.errors().stream().map(ConfigError::toString).toList())
        : new Reading.Whole(
            groups.targets(), source.warnings().stream().map(ConfigWarning::toString).toList());
  }
}
