# The same image as `mvn package jib:buildTar`, for those who build with a container engine:
#   docker build -t ragflow-migrator .
ARG BUILD_IMAGE=docker.io/library/maven:3.9.11-eclipse-temurin-25
ARG BASE_IMAGE=gcr.io/distroless/java25-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn -q -B -ntp dependency:go-offline
COPY src ./src
RUN mvn -q -B -ntp -DskipTests package \
    && mkdir -p /app \
    && cp -r target/lib /app/libs \
    && cp -r target/classes /app/classes

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="ragflow-migrator" \
      org.opencontainers.image.description="Upgrades RAGFlow's metadata database" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /app /app
USER 65532:65532
WORKDIR /tmp
# the exec form, so that SIGTERM reaches the program
ENTRYPOINT ["java", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UseCompactObjectHeaders", "-XX:+UseSerialGC", \
    "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", \
    "-cp", "/app/classes:/app/libs/*", "dev.ragflow.migrator.cli.Main"]
