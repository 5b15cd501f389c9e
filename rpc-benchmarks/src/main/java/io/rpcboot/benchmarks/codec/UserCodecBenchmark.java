package io.rpcboot.benchmarks.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A user of 15 fields and a page of 15 users, written and read by the marshallers of a call and by protoc's classes.
 * What is written is made anew each time, of what is read every getter is called.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgs = {"-Xms512m", "-Xmx512m", "-XX:+UseG1GC"})
public class UserCodecBenchmark {

    private final UserData user = new UserData(1);
    private final UserData[] page = UserData.page();
    private final RecordSide records = new RecordSide();
    private final ProtocSide protoc = new ProtocSide();
    private byte[] userBytes = {};
    private byte[] pageBytes = {};

    /** Fills the profiles with other types; both sides must write the same. */
    @Setup
    public void prepare() {
        Neighbours.marshalThem();
        userBytes = same(records.encodeUser(user), protoc.encodeUser(user));
        pageBytes = same(records.encodePage(page), protoc.encodePage(page));
    }

    private static byte[] same(byte[] ours, byte[] theirs) {
        if (!Arrays.equals(ours, theirs)) {
            throw new IllegalStateException("the two sides do not write the same message");
        }
        return theirs;
    }

    /** A record and its marshaller. */
    @Benchmark
    public byte[] encodeUserRecord() {
        return records.encodeUser(user);
    }

    /** A builder, its message, and {@code toByteArray}. */
    @Benchmark
    public byte[] encodeUserProtoc() {
        return protoc.encodeUser(user);
    }

    /** A record, read. */
    @Benchmark
    public void decodeUserRecord(Blackhole blackhole) {
        records.decodeUser(userBytes, blackhole);
    }

    /** A message, parsed. */
    @Benchmark
    public void decodeUserProtoc(Blackhole blackhole) throws InvalidProtocolBufferException {
        protoc.decodeUser(userBytes, blackhole);
    }

    /** A page of records and its marshaller. */
    @Benchmark
    public byte[] encodePageRecord() {
        return records.encodePage(page);
    }

    /** A page of messages, each with its builder. */
    @Benchmark
    public byte[] encodePageProtoc() {
        return protoc.encodePage(page);
    }

    /** A page of records, read. */
    @Benchmark
    public void decodePageRecord(Blackhole blackhole) {
        records.decodePage(pageBytes, blackhole);
    }

    /** A page of messages, parsed. */
    @Benchmark
    public void decodePageProtoc(Blackhole blackhole) throws InvalidProtocolBufferException {
        protoc.decodePage(pageBytes, blackhole);
    }
}
