# Follows the state of a room, and says how it was between two states.
extends Reference

const DELAY_MS := 100.0  # shown so much behind the room's time: there is nearly always a state before and one after
const KEEP_MS := 1000.0

var state := {}

var _version := -1.0
var _states := []  # the last ones, [time, state] each, in order
var _ahead := NAN  # how far the room's clock is ahead of ours, in ms


# Takes the answer to a join. What has no state in it is followed by a message "state".
func joined(answer: Dictionary) -> void:
    _version = answer.room.v
    if answer.get("state") is Dictionary:
        state = answer.state
        _keep(answer.room.t)


# Takes a message "state", which may be one of several parts.
func replace(message: Dictionary) -> void:
    state = message.s if message.part == 1 else merge(state, message.s)
    _version = message.v
    if message.part == message.of:
        _keep(message.t)


# Takes a message "patch". Returns false for one of another version: then the whole state is to be asked for.
func patch(message: Dictionary) -> bool:
    if message.b != _version:
        return false
    state = merge(state, message.p)
    _version = message.v
    _keep(message.t)
    return true


# Sets what time it is in the room at a time of ours.
func set_clock(room_time: float, our_time: float) -> void:
    _ahead = room_time - our_time


# Returns the players as they are to be shown now: their positions are between those of two states.
func players() -> Dictionary:
    if _states.empty():
        return {}
    var time := OS.get_ticks_msec() + _ahead - DELAY_MS
    var after: Array = _states.back()
    var before: Array = after
    for each in _states:
        if each[0] >= time:
            after = each
            break
        before = each
    if before[0] > after[0]:
        before = after
    return _between(before, after, time)


func coins() -> Array:
    return state.get("coins", {}).values()


func _between(before: Array, after: Array, time: float) -> Dictionary:
    var share := 1.0
    if after[0] > before[0]:
        share = clamp((time - before[0]) / (after[0] - before[0]), 0.0, 1.0)
    var shown := {}
    var now: Dictionary = after[1].get("players", {})
    var then: Dictionary = before[1].get("players", {})
    for id in now:
        var player: Dictionary = now[id].duplicate()
        var was: Dictionary = then.get(id, player)
        player.position = Vector2(was.x, was.y).linear_interpolate(Vector2(player.x, player.y), share)
        shown[id] = player
    return shown


func _keep(time: float) -> void:
    if is_nan(_ahead):
        _ahead = time - OS.get_ticks_msec()
    _states.append([time, state])
    while _states.size() > 2 and _states[1][0] < time - KEEP_MS:
        _states.pop_front()


# Merges a JSON merge patch (RFC 7386).
static func merge(target, patch):
    if not patch is Dictionary:
        return patch
    var merged = target.duplicate() if target is Dictionary else {}
    for key in patch:
        if patch[key] == null:
            merged.erase(key)
        else:
            merged[key] = merge(merged.get(key), patch[key])
    return merged
