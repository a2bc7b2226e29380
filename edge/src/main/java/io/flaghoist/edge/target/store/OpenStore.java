package io.flaghoist.edge.target.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An open RocksDB with all its native objects. Off-heap memory is limited: 32 MiB of cache,
 * including indexes and filters, and 16 MiB of write buffers. Must not be used after {@link #close}
 * or closed while in use: the native code does not check.
 */
final class OpenStore implements AutoCloseable {
    private static final long CACHE_BYTES = 32L << 20;

    /** Share of the cache reserved for indexes and filters, which random reads would evict. */
    private static final double INDEX_SHARE = 0.5;

    private static final long WRITE_BUFFER_BYTES = 8L << 20;
    private static final int WRITE_BUFFERS = 2;
    private static final int MAX_OPEN_FILES = 256;
    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final byte[] PROGRESS = "progress".getBytes(StandardCharsets.UTF_8);

    private final List<AutoCloseable> natives = new ArrayList<>();
    private final WriteOptions writing;
    private final ReadOptions scanning;
    private final ColumnFamilyHandle targets;
    private final ColumnFamilyHandle progress;
    private final RocksDB db;

    private OpenStore(Path directory) throws RocksDBException {
        RocksDB.loadLibrary();
        try {
            writing = own(WriteOptions::new);
            scanning = own(ReadOptions::new).setFillCache(false);
            DBOptions options = options();
            var families =
                    List.of(
                            new ColumnFamilyDescriptor(
                                    RocksDB.DEFAULT_COLUMN_FAMILY, targetOptions()),
                            new ColumnFamilyDescriptor(PROGRESS, own(ColumnFamilyOptions::new)));
            var handles = new ArrayList<ColumnFamilyHandle>();
            db = RocksDB.open(options, directory.toString(), families, handles);
            natives.add(db);
            natives.addAll(handles);
            targets = handles.get(0);
            progress = handles.get(1);
        } catch (RocksDBException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the store in {@code directory}, or an empty one where there is none.
     *
     * @throws RocksDBException if it is damaged, in use, or on an I/O error
     */
    static OpenStore at(Path directory) throws RocksDBException {
        return new OpenStore(directory);
    }

    private DBOptions options() {
        return own(DBOptions::new)
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setDbWriteBufferSize(WRITE_BUFFER_BYTES * WRITE_BUFFERS)
                .setMaxTotalWalSize(WRITE_BUFFER_BYTES * WRITE_BUFFERS)
                .setMaxOpenFiles(MAX_OPEN_FILES)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1L << 20)
                .setKeepLogFileNum(2);
    }

    private ColumnFamilyOptions targetOptions() {
        var table =
                new BlockBasedTableConfig()
                        .setBlockCache(own(() -> new LRUCache(CACHE_BYTES, -1, false, INDEX_SHARE)))
                        .setFilterPolicy(own(() -> new BloomFilter(BLOOM_BITS_PER_KEY)))
                        .setCacheIndexAndFilterBlocks(true)
                        .setCacheIndexAndFilterBlocksWithHighPriority(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        // Partitioned: the whole index of a file is larger than a shard of the
                        // cache, and was read again at every lookup (240 µs).
                        .setIndexType(IndexType.kTwoLevelIndexSearch)
                        .setPartitionFilters(true)
                        .setPinTopLevelIndexAndFilter(true);
        return own(ColumnFamilyOptions::new)
                .setTableFormatConfig(table)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(WRITE_BUFFERS)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
    }

    private <T extends AutoCloseable> T own(Supplier<T> making) {
        T made = making.get();
        natives.add(made);
        return made;
    }

    byte @Nullable [] target(byte[] key) throws RocksDBException {
        return db.get(targets, key);
    }

    byte @Nullable [] progress(byte[] key) throws RocksDBException {
        return db.get(progress, key);
    }

    void putTarget(WriteBatch batch, byte[] key, byte[] value) throws RocksDBException {
        batch.put(targets, key, value);
    }

    void deleteTarget(WriteBatch batch, byte[] key) throws RocksDBException {
        batch.delete(targets, key);
    }

    /** Deletes from {@code begin} to before {@code end}. */
    void deleteTargets(WriteBatch batch, byte[] begin, byte[] end) throws RocksDBException {
        batch.deleteRange(targets, begin, end);
    }

    void putProgress(WriteBatch batch, byte[] key, byte[] value) throws RocksDBException {
        batch.put(progress, key, value);
    }

    /** Writes atomically and durably. */
    void write(WriteBatch batch) throws RocksDBException {
        db.write(writing, batch);
    }

    /** Iterates over all targets in key order; to be closed by the caller. */
    RocksIterator scan() {
        return db.newIterator(targets, scanning);
    }

    /** Closes in reverse order of creation. */
    @Override
    public void close() {
        for (AutoCloseable owned : natives.reversed()) {
            closeQuietly(owned);
        }
        natives.clear();
    }

    /** Native objects of RocksDB do not throw here, despite the declared exception. */
    private static void closeQuietly(AutoCloseable owned) {
        try {
            owned.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing a native object failed", e);
        }
    }
}
