# Shows who is in and their scores, the node that owns the room, the ping, and how the connection is.
extends Label

const LEFT_EDGE := 815

var _hub: Node


func _init(hub: Node) -> void:
    _hub = hub
    rect_position = Vector2(LEFT_EDGE, 10)


func _process(_delta: float) -> void:
    var lines := [_hub.topic, _hub.status, ""]
    for player in _by_score():
        lines.append("%s: %d" % [player.name, player.score])
    lines += ["", "Its node: " + str(_hub.room_state.state.get("node", ""))]
    lines.append("Watch: %d" % _hub.room_state.state.get("watching", 0))
    lines.append("Ping: " + ("%d ms" % _hub.ping if _hub.ping >= 0 else ""))
    text = PoolStringArray(lines).join("\n")


func _by_score() -> Array:
    var players: Array = _hub.room_state.state.get("players", {}).values()
    players.sort_custom(self, "_is_before")
    return players


func _is_before(a: Dictionary, b: Dictionary) -> bool:
    return a.score > b.score
