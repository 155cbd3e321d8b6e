# Where the player wants to go: arrow keys or W A S D, or a touch on the field.
extends Node

const NEAR := 10.0
const KEYS := {
    KEY_LEFT: Vector2.LEFT, KEY_A: Vector2.LEFT,
    KEY_RIGHT: Vector2.RIGHT, KEY_D: Vector2.RIGHT,
    KEY_UP: Vector2.UP, KEY_W: Vector2.UP,
    KEY_DOWN: Vector2.DOWN, KEY_S: Vector2.DOWN,
}

var _hub: Node
var _touched := false
var _target := Vector2.ZERO


func _init(hub: Node) -> void:
    _hub = hub


func _unhandled_input(event: InputEvent) -> void:
    if event is InputEventScreenTouch:
        _touched = event.pressed
        _target = event.position
    elif event is InputEventScreenDrag:
        _target = event.position


func _process(_delta: float) -> void:
    if _hub.is_playing():
        _hub.steer(_to_target() if _touched else _by_keys())


func _by_keys() -> Vector2:
    var direction := Vector2.ZERO
    for key in KEYS:
        if Input.is_key_pressed(key):
            direction += KEYS[key]
    return direction.clamped(1)


func _to_target() -> Vector2:
    var mine = _hub.room_state.state.get("players", {}).get(_hub.me)
    if mine == null:
        return Vector2.ZERO
    var way := _target - Vector2(mine.x, mine.y)
    return Vector2.ZERO if way.length() < NEAR else way.normalized().snapped(Vector2(0.1, 0.1))
