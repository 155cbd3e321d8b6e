# Draws the field: players, coins, names.
extends Control

const PLAYER := 14.0
const COIN := 7.0

var _hub: Node


func _init(hub: Node) -> void:
    _hub = hub
    mouse_filter = MOUSE_FILTER_IGNORE


func _process(_delta: float) -> void:
    update()


func _draw() -> void:
    var state: Dictionary = _hub.room_state.state
    draw_rect(Rect2(0, 0, state.get("width", 800), state.get("height", 500)), Color(0.16, 0.17, 0.2))
    for coin in _hub.room_state.coins():
        draw_circle(Vector2(coin.x, coin.y), COIN, Color.goldenrod)
    var players: Dictionary = _hub.room_state.players()
    for id in players:
        _draw_player(players[id], id == _hub.me)


func _draw_player(player: Dictionary, mine: bool) -> void:
    var color := Color.from_hsv(player.hue / 360.0, 0.65, 0.85, 0.4 if player.has("away") else 1.0)
    draw_circle(player.position, PLAYER, color)
    if mine:
        draw_arc(player.position, PLAYER + 3, 0, TAU, 32, Color.white, 1.5)
    var font := get_font("font")
    var width := font.get_string_size(player.name).x
    draw_string(font, player.position - Vector2(width / 2, PLAYER + 6), player.name)
