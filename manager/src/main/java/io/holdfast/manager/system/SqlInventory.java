package io.holdfast.manager.system;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.holdfast.manager.inventory.Change;
import io.holdfast.manager.inventory.Event;
import io.holdfast.manager.inventory.Inventory;
import io.holdfast.manager.inventory.InventoryFailed;
import io.holdfast.manager.inventory.Kept;
import io.holdfast.manager.inventory.Stored;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// The inventory in an SQLite file: write-ahead log, every commit synced to disk before it returns. One process at a
/// time: a lock on a file beside it keeps a second one out.
public final class SqlInventory implements Inventory {
    private static final long NANOS = 1_000_000_000L;

    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final FileChannel lockFile;
    private final Map<Class<?>, RecordTable<?>> tables = new LinkedHashMap<>();
    private final RecordTable<Event> events = new RecordTable<>(Event.class);

    /// Opens the file, makes it if it is not there, and brings its tables up to date.
    ///
    /// @throws InventoryFailed if another process has it, or it cannot be read or written
    public static SqlInventory open(Path file) {
        FileChannel lock = lock(file);
        try {
            return new SqlInventory(file, lock);
        } catch (RuntimeException e) {
            unlock(lock);
            throw e;
        }
    }

    private SqlInventory(Path file, FileChannel lockFile) {
        this.lockFile = lockFile;
        HikariConfig config = new HikariConfig();
        config.setPoolName("inventory");
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.addDataSourceProperty("journal_mode", "WAL");
        config.addDataSourceProperty("synchronous", "FULL");
        config.addDataSourceProperty("busy_timeout", "10000");
        config.addDataSourceProperty("foreign_keys", "true");
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        try {
            source = new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new InventoryFailed("Cannot open the inventory " + file + ": " + e.getMessage(), e);
        }
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:io/holdfast/manager/migrations")
                    .load()
                    .migrate();
            protect(file);
        } catch (FlywayException | IOException e) {
            source.close();
            throw new InventoryFailed("Cannot bring the inventory " + file + " up to date: " + e.getMessage(), e);
        }
        jdbi = Jdbi.create(source);
        for (Class<?> each : Kept.class.getPermittedSubclasses()) {
            tables.put(each, new RecordTable<>(each.asSubclass(Record.class)));
        }
        jdbi.useHandle(SqlInventory::drawOwner);
    }

    /// It holds the passwords of power devices.
    private static void protect(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static FileChannel lock(Path file) {
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        try {
            FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    channel.close();
                    throw new InventoryFailed("The inventory " + file + " is in use by another manager", null);
                }
                return channel;
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw new InventoryFailed("The inventory " + file + " is in use by this process already", e);
            }
        } catch (IOException e) {
            throw new InventoryFailed("Cannot lock the inventory " + file + ": " + e.getMessage(), e);
        }
    }

    private static void unlock(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new InventoryFailed("Cannot unlock the inventory: " + e.getMessage(), e);
        }
    }

    private static void drawOwner(Handle handle) {
        handle.execute(
                "INSERT INTO \"manager\" (\"number\", \"owner\", \"at\") VALUES (1, ?, 0) ON CONFLICT DO NOTHING",
                UUID.randomUUID().toString());
    }

    @Override
    public Stored load() {
        try {
            return jdbi.inTransaction(handle -> {
                List<Kept> kept = new ArrayList<>();
                for (RecordTable<?> table : tables.values()) {
                    table.all(handle).forEach(each -> kept.add((Kept) each));
                }
                long last = handle.createQuery("SELECT coalesce(max(\"id\"), 0) FROM \"event\"")
                        .mapTo(Long.class)
                        .one();
                String owner = handle.createQuery("SELECT \"owner\" FROM \"manager\"")
                        .mapTo(String.class)
                        .one();
                long at = handle.createQuery("SELECT \"at\" FROM \"manager\"")
                        .mapTo(Long.class)
                        .one();
                return new Stored(
                        kept,
                        last,
                        UUID.fromString(owner),
                        Instant.ofEpochSecond(Math.floorDiv(at, NANOS), Math.floorMod(at, NANOS)));
            });
        } catch (JdbiException e) {
            throw new InventoryFailed("Cannot read the inventory: " + e.getMessage(), e);
        }
    }

    @Override
    public void commit(Instant at, List<Change> changes) {
        try {
            jdbi.useTransaction(handle -> {
                for (Change change : changes) {
                    switch (change) {
                        case Change.Put put ->
                            table(put.record()).put(handle, put.record().key().toString(), (Record) put.record());
                        case Change.Remove remove ->
                            table(remove.record())
                                    .remove(handle, remove.record().key().toString());
                        case Change.Append append ->
                            events.put(handle, Long.toString(append.event().id()), append.event());
                    }
                }
                handle.execute(
                        "UPDATE \"manager\" SET \"at\" = ?",
                        Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS), at.getNano()));
            });
        } catch (JdbiException e) {
            throw new InventoryFailed("Cannot commit to the inventory: " + e.getMessage(), e);
        }
    }

    private RecordTable<?> table(Kept record) {
        RecordTable<?> table = tables.get(record.getClass());
        if (table == null) {
            throw new IllegalStateException("no table for " + record.getClass());
        }
        return table;
    }

    @Override
    public List<Event> eventsAfter(long after, int limit) {
        return events("WHERE \"id\" > :after ORDER BY \"id\" LIMIT :limit", Map.of("after", after, "limit", limit));
    }

    @Override
    public List<Event> newestEvents(int limit) {
        return events("ORDER BY \"id\" DESC LIMIT :limit", Map.of("limit", limit));
    }

    private List<Event> events(String rest, Map<String, ?> parameters) {
        try {
            return jdbi.withHandle(handle -> events.select(handle, rest, parameters));
        } catch (JdbiException e) {
            throw new InventoryFailed("Cannot read events: " + e.getMessage(), e);
        }
    }

    /// The tables and their columns as the records want them; for the test that compares them with the schema.
    Map<String, List<String>> wantedColumns() {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        tables.values().forEach(each -> wanted.put(each.name(), each.columns()));
        wanted.put(events.name(), events.columns());
        return wanted;
    }

    /// The columns that a table really has.
    List<String> realColumns(String table) {
        List<String> names = new ArrayList<>();
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT * FROM \"" + table + "\" WHERE 1 = 0")) {
            for (int at = 1; at <= rows.getMetaData().getColumnCount(); at++) {
                names.add(rows.getMetaData().getColumnName(at));
            }
        } catch (SQLException e) {
            throw new InventoryFailed("Cannot look at table " + table + ": " + e.getMessage(), e);
        }
        return names;
    }

    @Override
    public void close() {
        source.close();
        unlock(lockFile);
    }
}
