# The agent, with a Java runtime of its own, a user without rights, and nothing to write to.
#   mvn -q -DskipTests package
#   docker build --build-arg REVISION="$(git rev-parse HEAD)" -t handshake-exporter .
#   docker run --read-only --cap-drop=ALL --security-opt=no-new-privileges -v ./handshake:/etc/handshake:ro \
#     -v /etc/ssl/certs:/etc/ssl/certs:ro -p 127.0.0.1:10219:10219 handshake-exporter
# The second volume makes "system" the roots that the host trusts instead of those that were current when the image was
# built. Where a host keeps them elsewhere: -v /etc/pki/tls/certs:/certs:ro -e SSL_CERT_FILE=/certs/ca-bundle.crt
FROM eclipse-temurin:25.0.3_9-jdk AS assembled
COPY src/image /src/image
COPY target/handshake-exporter.jar /src/handshake-exporter.jar
# Where it is laid out it must stay: the cache knows the path of the jar.
RUN ["bash", "/src/image/assemble.sh", "/opt/java/openjdk", "/src/handshake-exporter.jar", "/opt/handshake-exporter"]

FROM debian:12-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="handshake-exporter" \
  org.opencontainers.image.description="Probes TLS and mTLS endpoints with real handshakes and tells Prometheus whether, why and since when one fails." \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$REVISION"
COPY --from=assembled /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=assembled /opt/handshake-exporter /opt/handshake-exporter
USER 65532:65532
EXPOSE 10219
# With a web file that has TLS or users, say so: --health-cmd, or healthcheck in a compose file.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["/opt/handshake-exporter/java/bin/java", \
  "@/opt/handshake-exporter/java.options", \
  "-Xmx32m", \
  "-XX:TieredStopAtLevel=1", \
  "-XX:AOTCache=/opt/handshake-exporter/handshake-exporter.aot", \
  "-jar", "/opt/handshake-exporter/handshake-exporter.jar", \
  "check", "health"]
# Java itself is process 1: it takes SIGTERM, lets probes under way end and ends with status 0.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/handshake-exporter/java/bin/java", \
  "@/opt/handshake-exporter/java.options", \
  "-Djava.library.path=/opt/handshake-exporter/lib", \
  "-XX:AOTCache=/opt/handshake-exporter/handshake-exporter.aot", \
  "-jar", "/opt/handshake-exporter/handshake-exporter.jar"]
CMD ["run", "--config.file=/etc/handshake/handshake.yml", "--web.listen-address=0.0.0.0:10219"]
