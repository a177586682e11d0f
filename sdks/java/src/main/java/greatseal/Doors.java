package greatseal;

import static greatseal.GreatSealException.attempt;
import static greatseal.GreatSealException.require;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Calls to the doors of a country: whoever answers there, a call ends in time, takes little room, and fails as one of our exceptions. */
final class Doors {
    /** The largest answer that is read, in octets. */
    static final int LARGEST_ANSWER = 4 * 1024 * 1024;

    private final HttpClient client;

    /** {@code tls} says whom to trust, and shows who calls; null for doors that ask nobody for a certificate. */
    Doors(SSLContext tls) {
        var builder = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).connectTimeout(Duration.ofSeconds(5));
        client = (tls == null ? builder : builder.sslContext(tls)).build();
    }

    /** The octets of a successful answer, which is there as a whole within so much time: no redirect, no proxy. */
    byte[] octets(String method, String url, Duration within, String type, String body) {
        CompletableFuture<HttpResponse<byte[]>> answer = null;
        try {
            // Nothing is unpacked: a little of what is packed can be more than there is room for.
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("accept-encoding", "identity")
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            if (type != null) {
                request.header("content-type", type);
            }
            answer = client.sendAsync(request.build(), Bounded::new);
            // The time-out of a request would end with the headers of its answer.
            HttpResponse<byte[]> whole = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
            if (whole.statusCode() / 100 != 2) {
                throw refusal(whole.statusCode(), whole.body());
            }
            return whole.body();
        } catch (ExecutionException | TimeoutException | IllegalArgumentException problem) {
            // Addresses come from a door, too: some of them cannot be called.
            throw new GreatSealException.Unreachable(url + ": " + problem, problem);
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new GreatSealException.Unreachable(url + ": interrupted", problem);
        } finally {
            if (answer != null) {
                answer.cancel(true);
            }
        }
    }

    /** The object that a door answers. */
    JsonNode json(String method, String url, Duration within, String type, String body) {
        byte[] octets = octets(method, url, within, type, body);
        JsonNode said = attempt("answer-form", () -> Message.json(octets));
        require(said.isObject(), "answer-form", "the answer is no object");
        return said;
    }

    private static GreatSealException refusal(int status, byte[] body) {
        JsonNode said;
        try {
            said = Message.json(body);
        } catch (IOException speaksNoProblems) {
            said = Message.JSON.createObjectNode();
        }
        String text = said.path("title").asText() + ". " + said.path("detail").asText();
        return new GreatSealException.Refused(status, slug(said), text, instant(said));
    }

    /** The last part of a problem's type; empty where it is none. */
    static String slug(JsonNode problem) {
        String type = problem.path("type").asText();
        return type.matches("/problems/[a-z0-9-]{1,64}") ? type.substring("/problems/".length()) : "";
    }

    /** From when on the same may be asked again; 0 where that is not said. */
    static long instant(JsonNode body) {
        JsonNode seconds = body.path("retry_after");
        return seconds.isIntegralNumber() && seconds.canConvertToLong() ? seconds.longValue() : 0;
    }

    /** Takes the octets of an answer as they came, and no more than there is room for. */
    private static final class Bounded implements BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final boolean isPacked;
        private Flow.Subscription subscription;

        Bounded(ResponseInfo info) {
            isPacked = info.headers().firstValue("content-encoding").isPresent();
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            if (isPacked) {
                refuse("an encoding that nobody asked for");
            } else {
                begun.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (octets.size() + part.remaining() > LARGEST_ANSWER) {
                    refuse("more than " + LARGEST_ANSWER + " octets");
                    return;
                }
                byte[] some = new byte[part.remaining()];
                part.get(some);
                octets.writeBytes(some);
            }
        }

        @Override
        public void onError(Throwable problem) {
            whole.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {
            whole.complete(octets.toByteArray());
        }

        private void refuse(String why) {
            whole.completeExceptionally(new IOException(why));
            subscription.cancel();
        }
    }
}
