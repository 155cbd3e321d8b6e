# A client that does what a test tells it, and tells what its addon makes of it: lines of JSON in both directions, over TCP.
# A command is a list, [function, arguments…]; what happens is [what it concerns, what happened, details…].
extends Node

var control := StreamPeerTCP.new()
var received := ""
var socket: PhoenixSocket
var channels := {}
var presences := {}
var last_code := -1


func _ready() -> void:
    for argument in OS.get_cmdline_args():
        if argument.begins_with("--control="):
            var _error = control.connect_to_host("127.0.0.1", int(argument.split("=")[1]))
            control.set_no_delay(true)


func _process(_delta: float) -> void:
    match control.get_status():
        StreamPeerTCP.STATUS_CONNECTED:
            if control.get_available_bytes() > 0:
                received += control.get_data(control.get_available_bytes())[1].get_string_from_utf8()
                take_commands()
        StreamPeerTCP.STATUS_NONE, StreamPeerTCP.STATUS_ERROR:
            get_tree().quit()


func take_commands() -> void:
    while "\n" in received:
        var end := received.find("\n")
        var command: Array = JSON.parse(received.substr(0, end)).result
        received = received.substr(end + 1)
        var function: String = command.pop_front()
        callv(function, command)


func tell(concerned: String, what: String, details: Array = []) -> void:
    var _error = control.put_data((to_json([concerned, what] + details) + "\n").to_utf8())


# --- commands

func connect_to(url: String, params: Dictionary) -> void:
    socket = PhoenixSocket.new(url, {params = params})
    var _error = socket.connect("on_open", self, "happened", ["socket", "open"])
    _error = socket.connect("on_error", self, "happened", ["socket", "error"])
    _error = socket.connect("on_close", self, "happened", ["socket", "close"])
    _error = socket._socket.connect("server_close_request", self, "asked_to_close")
    add_child(socket)
    socket.connect_socket()


func present(params: Dictionary) -> void:
    socket.set_params(params)


func stay_away_after(code: int) -> void:
    last_code = code


func disconnect_from_server() -> void:
    socket.disconnect_socket()


func join(topic: String, params: Dictionary) -> void:
    var presence := PhoenixPresence.new()
    var _error = presence.connect("on_join", self, "changed", [topic, "joined"])
    _error = presence.connect("on_leave", self, "changed", [topic, "left"])
    presences[topic] = presence
    var channel := socket.channel(topic, params, presence)
    _error = channel.connect("on_join_result", self, "join_answered", [topic])
    _error = channel.connect("on_event", self, "heard", [topic])
    _error = channel.connect("on_error", self, "happened", [topic, "error"])
    _error = channel.connect("on_close", self, "happened", [topic, "close"])
    channels[topic] = channel
    join_again(topic)


func join_again(topic: String) -> void:
    if not channels[topic].join():
        tell(topic, "not joined")


func leave(topic: String) -> void:
    if not channels[topic].leave():
        tell(topic, "not left")


func free_channel(topic: String) -> void:
    channels[topic].queue_free()


func push(topic: String, event: String, payload: Dictionary) -> void:
    if not channels[topic].push(event, payload):
        tell(topic, "not pushed")


func tell_present(topic: String) -> void:
    var keys: Array = presences[topic].get_state().keys()
    keys.sort()
    tell(topic, "present", keys)


func pass(milliseconds: float) -> void:
    yield(get_tree().create_timer(milliseconds / 1000), "timeout")
    tell("time", "passed")


# --- what happens

func happened(details, concerned: String, what: String) -> void:
    tell(concerned, what, [details])


func asked_to_close(code: int, _reason: String) -> void:
    tell("socket", "asked to close", [code])
    if code == last_code:
        socket.disconnect_socket()


func join_answered(status: String, response, topic: String) -> void:
    tell(topic, "join", [status, response])


func heard(event: String, payload, status: String, topic: String) -> void:
    match event:
        "presence_state":
            presences[topic].sync_state(payload)
        "presence_diff":
            presences[topic].sync_diff(payload)
        _:
            tell(topic, event, [status, payload])


func changed(entries: Array, topic: String, what: String) -> void:
    for entry in entries:
        tell(topic, what, [entry.key])
