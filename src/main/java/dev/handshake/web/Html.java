package dev.handshake.web;

import dev.handshake.report.Printable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The frame of every page: one style, no script, and text that stays text. */
final class Html {
  static final String TYPE = "text/html; charset=utf-8";

  private static final String STYLE =
      """
      body{font:15px/1.4 system-ui,sans-serif;margin:1.5rem;color:#1b1b1b;background:#fff}
      table{border-collapse:collapse;width:100%}
      th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ddd;vertical-align:top}
      td{overflow-wrap:anywhere}
      main{max-width:52rem}
      code{font:13px/1.4 ui-monospace,monospace;background:#f2f2f2;padding:.1rem .2rem}
      pre{background:#f2f2f2;padding:.6rem;overflow-x:auto}pre code{padding:0}
      .fails{color:#a40000;font-weight:600}.fine{color:#1a6b1a}.none{color:#595959}
      @media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}a{color:#8ab4f8}
      th,td{border-color:#3a3a3a}code,pre{background:#262626}
      .fails{color:#ff8a80}.fine{color:#7fd17f}.none{color:#a0a0a0}}
      """;

  /** What a browser may load on behalf of a page: its own style and nothing else. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private Html() {}

  /** Writes all that stands before the content of a page. */
  static void begin(String title, Writer page) throws IOException {
    page.write("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.write("<title>" + escaped(title) + "</title>");
    page.write("<meta name=\"viewport\" content=\"width=device-width\">");
    page.write("<link rel=\"icon\" href=\"data:,\"><style>" + STYLE + "</style></head><body>");
  }

  /** Writes all that stands after the content of a page. */
  static void end(Writer page) throws IOException {
    page.write("</body></html>\n");
  }

  /** Text as it may stand between tags and in quoted attributes. */
  static String escaped(String text) {
    return Printable.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
