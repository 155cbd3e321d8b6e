/**
 * Several nodes in one JVM, each with its own Vert.x and Hazelcast, talking over loopback.
 *
 * <p>{@link dev.wingbeat.cluster.WingbeatCluster} starts three nodes once for all classes; tests take topics of their own.
 */
@org.jspecify.annotations.NullMarked
package dev.wingbeat.cluster;
