/**
 * Which node owns which room, and the ways between owners and the nodes their players are on.
 *
 * <p>{@code Rendezvous} lets all nodes that know the same members name the same one for a room, without asking anybody. It decides
 * where a room is made and who keeps its copy; a room that is there stays where it is, whoever comes and goes.
 *
 * <p>Uses nothing of ours.
 */
@NullMarked
package dev.wingbeat.placement;

import org.jspecify.annotations.NullMarked;
