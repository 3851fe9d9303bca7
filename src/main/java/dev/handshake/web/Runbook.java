package dev.handshake.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * One page of the runbook, which is packed into the jar as Markdown and served as HTML. Raw HTML in
 * it stays text.
 *
 * @param name of an alert or a reason
 */
record Runbook(String name, URL markdown) {
  /** The page that leads to all others. */
  static final String INDEX = "README";

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
  private static final String SUFFIX = ".md";
  private static final Parser PARSER = Parser.builder().build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).build();

  /** The page of this name, if there is one. */
  static Optional<Runbook> find(String name) {
    return NAME.matcher(name).matches()
        ? Optional.ofNullable(Runbook.class.getResource("runbooks/" + name + SUFFIX))
            .map(markdown -> new Runbook(name, markdown))
        : Optional.empty();
  }

  void write(OutputStream out) throws IOException {
    try (Writer page = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
      Html.begin(name.equals(INDEX) ? "Runbook" : name, page);
      page.write("<p><a href=\"/\">status</a> · <a href=\"/runbooks/\">runbook</a></p><main>");
      page.write(html(text()));
      page.write("</main>");
      Html.end(page);
    }
  }

  /** Markdown as HTML in which links to other pages lead to what is served here. */
  static String html(String markdown) {
    Node page = PARSER.parse(markdown);
    page.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            link.setDestination(served(link.getDestination()));
            visitChildren(link);
          }
        });
    return RENDERER.render(page);
  }

  private static String served(String destination) {
    return destination.matches("\\w+\\.md")
        ? destination.substring(0, destination.length() - SUFFIX.length())
        : destination;
  }

  private String text() throws IOException {
    try (InputStream in = markdown.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
