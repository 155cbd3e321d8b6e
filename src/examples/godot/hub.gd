# The connection to the hub, and the seat in the room: the addon reconnects and joins again by itself, and the token in the
# parameters of the channel gives the seat back.
extends Node

const RoomState := preload("res://room_state.gd")

const PING_SECONDS := 2.0
const FINAL := ["full", "locked"]

signal changed  # the room has a new state

var room_state := RoomState.new()
var topic := ""
var status := "Connecting"
var me := ""
var ping := -1

var _urls: PoolStringArray
var _url := 0
var _socket: PhoenixSocket
var _channel: PhoenixChannel
var _watches := false
var _params := {}  # of the join; the addon keeps this very object
var _wanted := Vector2.ZERO
var _pinged := 0


func _init(urls: PoolStringArray, room: String, player: String, watch: bool) -> void:
    _urls = urls
    _watches = watch
    if watch:
        _params.watch = true
    topic = "arena:" + room
    _socket = PhoenixSocket.new(urls[0], {params = {name = player}})
    _connect(_socket, "on_open", "_opened")
    _connect(_socket, "on_close", "_lost")
    _connect(_socket, "on_error", "_lost")
    _channel = _socket.channel(topic, _params)
    _connect(_channel, "on_join_result", "_join_answered")
    _connect(_channel, "on_event", "_heard")


func _connect(from: Object, event: String, method: String) -> void:
    if from.connect(event, self, method) != OK:
        push_error("no signal " + event)


func _ready() -> void:
    add_child(_socket)
    _socket.connect_socket()
    var timer := Timer.new()
    _connect(timer, "timeout", "_ask_time")
    add_child(timer)
    timer.start(PING_SECONDS)


# Says in which direction the player wants to go; ZERO to stand still.
func steer(wanted: Vector2) -> void:
    if not wanted.is_equal_approx(_wanted) and _channel.push("move", {x = wanted.x, y = wanted.y}):
        _wanted = wanted


func is_playing() -> bool:
    return is_instance_valid(_channel) and _channel.is_joined()


func _opened(_details) -> void:
    if is_instance_valid(_channel):
        status = "Joining"
        var _joining := _channel.join()  # the first time; later the addon does


func _lost(_details) -> void:
    if is_instance_valid(_channel):
        status = "Reconnecting"
    _url = (_url + 1) % _urls.size()
    _socket.set_endpoint(_urls[_url])


func _join_answered(result: String, answer: Dictionary) -> void:
    if result == "ok":
        me = answer.room.you
        _params.seat = answer.room.seat
        _wanted = Vector2.ZERO
        room_state.joined(answer)
        _play()
        _ask_time()
    else:
        status = "Refused: " + answer.reason
        if answer.reason == "seat_expired":
            var _erased := _params.erase("seat")  # the addon joins again by itself, and gets a new one
        elif answer.reason in FINAL:
            _channel.queue_free()  # else the addon tries again for ever


func _heard(event: String, message: Dictionary, result: String) -> void:
    match event:
        "state":
            if message.has("seat"):
                _params.seat = message.seat
            room_state.replace(message)
            _play()
        "patch":
            if room_state.patch(message):
                _play()
            else:
                var _sent := _channel.push("resync")
        "ping":
            if result == "ok":
                var now := OS.get_ticks_msec()
                ping = now - _pinged
                room_state.set_clock(message.t, (_pinged + now) / 2.0)
        "room_paused":
            status = "Its node is gone: waiting for another"
        "room_lost":
            status = "The room has ended: " + message.reason


func _play() -> void:
    status = "Watching" if _watches else "Playing"
    emit_signal("changed")


func _ask_time() -> void:
    if is_playing():
        _pinged = OS.get_ticks_msec()
        var _sent := _channel.push("ping")
