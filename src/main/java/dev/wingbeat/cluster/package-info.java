/**
 * Starts clustered Vert.x on Hazelcast, and tells who is a member.
 *
 * <p>The only importer of Hazelcast. Membership events arrive on Hazelcast's threads and are handed on as they come.
 *
 * <p>Uses nothing of Wingbeat.
 */
@NullMarked
package dev.wingbeat.cluster;

import org.jspecify.annotations.NullMarked;
