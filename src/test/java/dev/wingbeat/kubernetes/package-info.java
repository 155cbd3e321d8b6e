/**
 * Checks the manifests in {@code k8s} against the Kubernetes model, and against what a cluster of Wingbeat needs.
 *
 * <p>Nothing here talks to a cluster of Kubernetes: the manifests are read as they are, and as {@code kubectl kustomize}
 * renders them. Names and numbers that two places must agree on are compared, such as the grace period with what stopping
 * takes.
 */
@NullMarked
package dev.wingbeat.kubernetes;

import org.jspecify.annotations.NullMarked;
