package dev.wingbeat.kubernetes;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Manifests as objects of the Kubernetes model. A kind, a version or a field that the model does not know is refused.
 *
 * @param all the objects, in the order of the text
 */
record Manifests(List<HasMetadata> all) {

    /** The model's classes keep unknown fields aside; without that they are an error, as they are to the API server. */
    private static final class WithoutUnknown extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return Boolean.FALSE;
        }
    }

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(YAML)
            .annotationIntrospector(new WithoutUnknown())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Map<String, Class<? extends HasMetadata>> MODEL = Stream.of(
                    ConfigMap.class,
                    HorizontalPodAutoscaler.class,
                    Namespace.class,
                    NetworkPolicy.class,
                    PodDisruptionBudget.class,
                    Secret.class,
                    Service.class,
                    ServiceAccount.class,
                    StatefulSet.class)
            .collect(toUnmodifiableMap(
                    type -> HasMetadata.getApiVersion(type) + ' ' + HasMetadata.getKind(type), type -> type));

    /**
     * Reads the documents of a text.
     *
     * @throws IOException for what is not YAML, or not of the model
     */
    static Manifests parse(String text) throws IOException {
        var objects = new ArrayList<HasMetadata>();
        try (var documents = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                String kind = document.path("apiVersion").asText()
                        + ' '
                        + document.path("kind").asText();
                Class<? extends HasMetadata> type = MODEL.get(kind);
                if (type == null) {
                    throw new IOException(kind + " (expected: one of " + MODEL.keySet() + ")");
                }
                objects.add(MAPPER.treeToValue(document, type));
            }
        }
        return new Manifests(List.copyOf(objects));
    }

    /** Returns the objects of a kind. */
    <T> List<T> of(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Returns the only object of a kind. */
    <T> T one(Class<T> type) {
        List<T> found = of(type);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + type.getSimpleName() + " (expected: 1)");
        }
        return found.getFirst();
    }

    /** Returns the service of this name. */
    Service service(String name) {
        return of(Service.class).stream()
                .filter(service -> service.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no Service " + name));
    }
}
