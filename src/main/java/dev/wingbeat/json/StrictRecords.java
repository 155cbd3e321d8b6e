package dev.wingbeat.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells Jackson that every component of a record must be there and not null, nor anything in it, unless its type is annotated
 * {@code @Nullable}, whosever that annotation is.
 */
final class StrictRecords extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        RecordComponent component = component(member);
        return component == null ? null : !isNullable(component);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        RecordComponent component = annotated instanceof AnnotatedMember member ? component(member) : null;
        return component == null
                ? JsonSetter.Value.empty()
                : JsonSetter.Value.construct(nulls(isNullable(component)), nulls(holdsNullable(component)));
    }

    private static Nulls nulls(boolean allowed) {
        return allowed ? Nulls.SET : Nulls.FAIL;
    }

    /** Returns the component that a parameter of a record's canonical constructor sets, null for anything else. */
    private static @Nullable RecordComponent component(AnnotatedMember member) {
        RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
        return components != null
                        && member instanceof AnnotatedParameter parameter
                        && parameter.getOwner().getParameterCount() == components.length
                        && components[parameter.getIndex()].getType().equals(parameter.getRawType())
                ? components[parameter.getIndex()]
                : null;
    }

    private static boolean isNullable(RecordComponent component) {
        return namesNullable(Stream.concat(
                Arrays.stream(component.getAnnotations()),
                Arrays.stream(component.getAnnotatedType().getAnnotations())));
    }

    private static boolean holdsNullable(RecordComponent component) {
        return component.getAnnotatedType() instanceof AnnotatedParameterizedType type
                && Arrays.stream(type.getAnnotatedActualTypeArguments())
                        .map(AnnotatedType::getAnnotations)
                        .anyMatch(annotations -> namesNullable(Arrays.stream(annotations)));
    }

    private static boolean namesNullable(Stream<Annotation> annotations) {
        return annotations.anyMatch(
                annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
    }
}
