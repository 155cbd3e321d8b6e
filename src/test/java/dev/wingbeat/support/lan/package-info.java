/**
 * A small network of its own, made of Linux network namespaces: machines with an address each on one bridge, a DNS server,
 * and clients that are driven from outside.
 *
 * <p>Nothing of it is connected to the network of this machine, so the test itself cannot reach it: what must speak inside,
 * such as {@link dev.wingbeat.support.lan.LanClients}, is a process of its own, told over standard input what to do. Needs root, and
 * everything that is made goes away with {@link dev.wingbeat.support.lan.Lan#close}, or at the latest with this JVM.
 */
@NullMarked
package dev.wingbeat.support.lan;

import org.jspecify.annotations.NullMarked;
