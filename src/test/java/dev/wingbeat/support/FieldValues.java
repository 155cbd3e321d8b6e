package dev.wingbeat.support;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fields of an object of ours, and of those that it holds, by their paths: what two of them are compared by. */
public final class FieldValues {

    private FieldValues() {}

    /** Returns the values of all fields, down to what is no class of ours. */
    public static Map<String, Object> of(Object object) {
        var values = new TreeMap<String, Object>();
        fields(object.getClass()).forEach(field -> add(field.getName(), value(field, object), values));
        return values;
    }

    /** Returns the fields of a class and of those above it. */
    public static List<Field> fields(Class<?> type) {
        var fields = new ArrayList<Field>();
        for (Class<?> each = type; each != null && isOurs(each); each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    private static void add(String path, Object value, Map<String, Object> values) {
        switch (value) {
            case null -> values.put(path, "null");
            case List<?> list -> {
                values.put(path, list.size() + " of them");
                for (int i = 0; i < list.size(); i++) {
                    add(path + '.' + i, list.get(i), values);
                }
            }
            case Object ours
            when isOurs(ours.getClass()) && (ours instanceof Record || isOptions(ours.getClass())) ->
                of(ours).forEach((name, inner) -> values.put(path + '.' + name, inner));
            default -> values.put(path, value);
        }
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("dev.wingbeat.");
    }

    /** Says whether an object is one of options. */
    public static boolean isOptions(Class<?> type) {
        return isOurs(type) && type.getSimpleName().endsWith("Options");
    }

    private static Object value(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
