/** Several nodes on one machine: what is typed, what is printed. {@code ClusterCommandTest} runs the real thing. */
@org.jspecify.annotations.NullMarked
package dev.wingbeat.local;
