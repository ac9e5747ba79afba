package org.lneto.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class FolderTest {
    @TempDir
    private Path outside;

    private Path root;
    private Folder folder;

    @BeforeEach
    void fill() throws IOException {
        root = Files.createDirectory(outside.resolve("root"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.createDirectory(outside.resolve("root-of-another"));
        Files.writeString(outside.resolve("root-of-another/secret.txt"), "secret");
        Files.writeString(root.resolve("hello.txt"), "hello, world\n");
        Files.writeString(root.resolve("a&b <c> +d.txt"), "odd");
        Files.createDirectory(root.resolve("sub"));
        Files.writeString(root.resolve("sub/page.html"), "<p>");
        folder = new Folder(root);
    }

    private static RequestReader.Request request(String method, String target, @Nullable String range) {
        return new RequestReader.Request(0, method, target, range, null, true);
    }

    private Response get(String target) {
        return folder.respond(request("GET", target, null));
    }

    private static String body(Response response) {
        StringBuilder text = new StringBuilder();
        List<ByteBuf> pieces = Flux.from(response.body()).collectList().block(Duration.ofSeconds(10));
        assertThat(pieces).isNotNull();
        for (ByteBuf piece : pieces) {
            text.append(piece.toString(StandardCharsets.UTF_8));
            piece.release();
        }
        return text.toString();
    }

    private static @Nullable String header(Response response, String name) {
        return response.headers().stream()
                .filter(header -> header[0].equals(name))
                .map(header -> header[1])
                .findFirst()
                .orElse(null);
    }

    @Test
    void fileIsItsOctets() {
        Response response = get("/hello.txt?query=ignored");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.length()).isEqualTo(13);
        assertThat(header(response, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(body(response)).isEqualTo("hello, world\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/sub/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/%2e%2e%2fsecret.txt",
                "/sub/%2e%2e/%2e%2e/secret.txt",
                "/../root-of-another/secret.txt",
                "//../secret.txt",
                "/..\\secret.txt",
                "/hello.txt%00",
                "/hello.txt/",
                "/hello.txt/../../secret.txt",
                "secret.txt",
                "../secret.txt",
                "*",
                "/none"
            })
    void nothingOutsideTheRootIsFound(String target) {
        Response response = get(target);
        assertThat(response.status()).isIn(404, 200);
        assertThat(body(response)).doesNotContain("secret");
        assertThat(response.status() == 200).isEqualTo(target.equals("/hello.txt/"));
    }

    @Test
    void absolutePathInATargetIsNotThatOfTheHost() {
        assertThat(get("/" + outside.resolve("secret.txt")).status()).isEqualTo(404);
        assertThat(get(outside.resolve("secret.txt").toString()).status()).isEqualTo(404);
    }

    @Test
    void brokenPercentCodeIsABadRequest() {
        assertThat(get("/%zz").status()).isEqualTo(400);
        assertThat(get("/%2").status()).isEqualTo(400);
    }

    @Test
    void linkThatLeadsOutOfTheRootIsNotFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("out.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("up"), outside);
        Files.createSymbolicLink(root.resolve("indirect"), root.resolve("up"));
        Files.createSymbolicLink(root.resolve("dangling"), root.resolve("nowhere"));
        assertThat(get("/out.txt").status()).isEqualTo(404);
        assertThat(get("/up/secret.txt").status()).isEqualTo(404);
        assertThat(get("/up/").status()).isEqualTo(404);
        assertThat(get("/indirect/secret.txt").status()).isEqualTo(404);
        assertThat(get("/dangling").status()).isEqualTo(404);
    }

    @Test
    void indexThatLeadsOutOfTheRootIsNotFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("sub/index.html"), outside.resolve("secret.txt"));
        assertThat(body(get("/sub/"))).doesNotContain("secret");
    }

    @Test
    void linkInsideTheRootIsFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("in.txt"), Path.of("hello.txt"));
        Files.createSymbolicLink(root.resolve("below"), root.resolve("sub"));
        assertThat(body(get("/in.txt"))).isEqualTo("hello, world\n");
        assertThat(body(get("/below/page.html"))).isEqualTo("<p>");
    }

    @Test
    void rootThatIsALinkIsServed() throws IOException {
        Path link = Files.createSymbolicLink(outside.resolve("link"), root);
        Response response = new Folder(link).respond(request("GET", "/hello.txt", null));
        assertThat(body(response)).isEqualTo("hello, world\n");
    }

    @Test
    void rootMustBeAFolder() {
        assertThatThrownBy(() -> new Folder(root.resolve("hello.txt"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new Folder(root.resolve("none"))).isInstanceOf(IOException.class);
    }

    @Test
    void folderIsListedWithLinksThatWork() {
        String page = body(get("/"));
        assertThat(page)
                .contains("<a href=\"hello.txt\">hello.txt</a>")
                .contains("<a href=\"sub/\">sub/</a>")
                .contains("<a href=\"a%26b%20%3Cc%3E%20%2Bd.txt\">a&amp;b &lt;c&gt; +d.txt</a>");
        assertThat(body(get("/a%26b%20%3Cc%3E%20%2Bd.txt"))).isEqualTo("odd");
        assertThat(body(get("/a%26b%20%3Cc%3E%20+d.txt")))
                .as("a plus is a plus")
                .isEqualTo("odd");
    }

    @Test
    void folderWithAnIndexIsTheIndex() throws IOException {
        Files.writeString(root.resolve("sub/index.html"), "index");
        Response response = get("/sub/");
        assertThat(header(response, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(body(response)).isEqualTo("index");
    }

    @Test
    void folderWithoutItsSlashIsRedirected() {
        Response response = get("/sub?x");
        assertThat(response.status()).isEqualTo(301);
        assertThat(header(response, "Location")).isEqualTo("/sub/");
    }

    @Test
    void headHasTheLengthAndNoBody() {
        Response response = folder.respond(request("HEAD", "/hello.txt", null));
        assertThat(response.length()).isEqualTo(13);
        assertThat(body(response)).isEmpty();
        assertThat(body(folder.respond(request("HEAD", "/", null)))).isEmpty();
        assertThat(body(folder.respond(request("HEAD", "/none", null)))).isEmpty();
    }

    @Test
    void otherMethodsAreRefusedWithThoseThatAreNot() {
        Response response = folder.respond(request("DELETE", "/hello.txt", null));
        assertThat(response.status()).isEqualTo(405);
        assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
        assertThat(root.resolve("hello.txt")).exists();
    }

    @Test
    void rangeIsAPartOfTheFile() {
        Response part = folder.respond(request("GET", "/hello.txt", "bytes=7-11"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 7-11/13");
        assertThat(body(part)).isEqualTo("world");
        Response beyond = folder.respond(request("GET", "/hello.txt", "bytes=13-"));
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */13");
    }

    @ParameterizedTest
    @CsvSource({
        "'Mon, 23 Nov 2026 08:00:00 GMT', 304", // the file's own second
        "'Mon, 23 Nov 2026 09:00:00 GMT', 304",
        "'Mon, 23 Nov 2026 07:59:59 GMT', 200",
        "yesterday, 200"
    })
    void fileThatWasNotModifiedIsNotSentAgain(String since, int status) throws IOException {
        Files.setLastModifiedTime(root.resolve("hello.txt"), FileTime.from(Instant.parse("2026-11-23T08:00:00.9Z")));
        RequestReader.Request request = new RequestReader.Request(0, "GET", "/hello.txt", null, since, true);
        Response response = folder.respond(request);
        assertThat(response.status()).isEqualTo(status);
        assertThat(header(response, "Last-Modified")).isEqualTo("Mon, 23 Nov 2026 08:00:00 GMT");
        assertThat(body(response)).hasSize(status == 200 ? 13 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "a.html, text/html; charset=utf-8",
        "A.HTML, text/html; charset=utf-8",
        "a.tar.gz, application/gzip",
        "a.svg, image/svg+xml",
        "a.unheard, application/octet-stream",
        "README, application/octet-stream",
        "html, text/html; charset=utf-8",
        "a., application/octet-stream"
    })
    void mediaTypeFollowsTheEndingOfTheName(String name, String type) {
        assertThat(ContentTypes.of(name)).isEqualTo(type);
    }
}
