# Plays by itself, without a window: goes to the nearest coin, and prints what it has seen so far, a line of JSON each second
# (as errors: others wait in a buffer when the output goes elsewhere than to a terminal).
extends Node

const STEER_SECONDS := 0.1
const TELL_SECONDS := 1.0

var _hub: Node
var _seconds := 0.0
var _way := 0.0
var _last = null
var _score := 0
var _states := 0
var _names := {}
var _nodes := {}


func _init(hub: Node, seconds: float) -> void:
    _hub = hub
    _seconds = seconds


func _ready() -> void:
    var _error: int = _hub.connect("changed", self, "_look")
    _every(STEER_SECONDS, "_steer")
    _every(TELL_SECONDS, "_tell")
    yield(get_tree().create_timer(_seconds), "timeout")
    _tell()
    get_tree().quit()


func _every(seconds: float, method: String) -> void:
    var timer := Timer.new()
    var _error := timer.connect("timeout", self, method)
    add_child(timer)
    timer.start(seconds)


func _look() -> void:
    var state: Dictionary = _hub.room_state.state
    _states += 1
    _nodes[state.get("node", "")] = true
    for player in state.get("players", {}).values():
        _names[player.name] = true
    var mine = state.get("players", {}).get(_hub.me)
    if mine != null:
        var position := Vector2(mine.x, mine.y)
        if _last != null:
            _way += position.distance_to(_last)
        _last = position
        _score = mine.score


func _steer() -> void:
    if not _hub.is_playing() or _last == null:
        return
    var nearest = null
    for coin in _hub.room_state.coins():
        var way: Vector2 = Vector2(coin.x, coin.y) - _last
        if nearest == null or way.length() < nearest.length():
            nearest = way
    if nearest != null:
        _hub.steer(nearest.normalized())


func _tell() -> void:
    printerr(to_json({
        me = _hub.me,
        status = _hub.status,
        way = round(_way),
        score = _score,
        states = _states,
        names = _names.keys(),
        nodes = _nodes.keys(),
        watching = _hub.room_state.state.get("watching", 0),
        shown = _hub.room_state.players().size(),
        ping = _hub.ping,
    }))
