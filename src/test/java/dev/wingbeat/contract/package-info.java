/**
 * What must hold over every transport and version: the same stories, told over WebSocket and long-poll, V1 and V2.
 *
 * <p>A {@link dev.wingbeat.contract.WireVariant} is one such combination; a {@link dev.wingbeat.contract.Peer} is a client
 * that speaks it; a {@link dev.wingbeat.contract.Member} is a peer in a topic. A {@link dev.wingbeat.contract.ContractServer}
 * holds the gates by which a test decides when a channel may go on, so that no test depends on time.
 */
@NullMarked
package dev.wingbeat.contract;

import org.jspecify.annotations.NullMarked;
