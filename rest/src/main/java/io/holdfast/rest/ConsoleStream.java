package io.holdfast.rest;

import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import io.holdfast.manager.Site;
import io.holdfast.manager.SiteNews;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The console's stream of server-sent events: first everything, then what changes.
///
/// A client that reads slowly gets the newest picture instead of all; if it falls behind by too many events, its
/// stream ends and it reconnects.
final class ConsoleStream {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleStream.class);
    private static final int FIRST_EVENTS = 200;
    private static final int MOST_WAITING = 5_000;
    private static final long HEARTBEAT_SECONDS = 15;

    private final Site site;

    ConsoleStream(Site site) {
        this.site = site;
    }

    /// Sends until the client goes away.
    void serve(ServerRequest request, ServerResponse response) {
        Waiting waiting = new Waiting();
        response.header("Cache-Control", "no-store");
        response.header("X-Accel-Buffering", "no");
        try (Site.Subscription _ = site.subscribe(waiting::put);
                SseSink sink = response.sink(SseSink.TYPE)) {
            Map<String, String> sent = new HashMap<>();
            picture(sink, site.view(), sent);
            long newest = 0;
            for (Event event : site.newestEvents(FIRST_EVENTS).reversed()) {
                emit(sink, ConsoleNews.Message.of(event));
                newest = event.id();
            }
            while (true) {
                News news = waiting.take();
                if (news == null) {
                    sink.emit(SseEvent.builder().comment("still here").build());
                    continue;
                }
                picture(sink, news.view(), sent);
                for (Event event : news.events()) {
                    if (event.id() > newest) {
                        emit(sink, ConsoleNews.Message.of(event));
                        newest = event.id();
                    }
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException gone) {
            LOG.debug("A console went away", gone);
        }
    }

    /// Sends the parts of a picture that differ from those sent before.
    private static void picture(SseSink sink, SiteView view, Map<String, String> sent) {
        for (ConsoleNews.Message message : ConsoleNews.Message.pictures(view)) {
            if (!message.data().equals(sent.put(message.name(), message.data()))) {
                emit(sink, message);
            }
        }
    }

    private static void emit(SseSink sink, ConsoleNews.Message message) {
        SseEvent.Builder event = SseEvent.builder().name(message.name()).data(message.data());
        if (message.id() != null) {
            event.id(message.id());
        }
        sink.emit(event.build());
    }

    private record News(SiteView view, List<Event> events) {}

    /// What the site told and the client has not got yet.
    private static final class Waiting {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition filled = lock.newCondition();
        private final List<Event> events = new ArrayList<>();
        private @Nullable SiteView view;
        private boolean overflown;

        void put(SiteNews news) {
            lock.lock();
            try {
                view = news.view();
                if (events.size() + news.events().size() > MOST_WAITING) {
                    overflown = true;
                } else {
                    events.addAll(news.events());
                }
                filled.signal();
            } finally {
                lock.unlock();
            }
        }

        /// @return null when nothing happened for a while
        @Nullable News take() throws InterruptedException {
            lock.lock();
            try {
                long left = TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS);
                while (view == null && left > 0) {
                    left = filled.awaitNanos(left);
                }
                if (overflown) {
                    throw new IllegalStateException("The console reads too slowly");
                }
                if (view == null) {
                    return null;
                }
                News news = new News(view, List.copyOf(events));
                view = null;
                events.clear();
                return news;
            } finally {
                lock.unlock();
            }
        }
    }
}
