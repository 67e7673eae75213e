"""The nouns: things, people, places and times, with what each language needs to know of them.

Things are written `korean english counter [plural]`, an underscore for a space. In place of a counter,
`-` marks a mass noun, `+` a noun that is plural in English, `.` one that is not counted here; a `*` after
the counter one that English mostly has in the plural. A digit tells homonyms apart (배1 pear, 배2 boat).
"""

# ruff: noqa: E501 - a table reads best with one entry a line

from typing import NamedTuple

from zoo.data.korean_english.english import pluralize

_THINGS = {
    "food": """빵 bread -; 밥 rice -; 고기 meat -; 생선 fish -; 김치 kimchi -; 불고기 bulgogi -; 국수 noodles +;
        케이크 cake 개; 과자 cookie 개*; 샌드위치 sandwich 개; 달걀 egg 개; 감자 potato 개* potatoes; 수프 soup -""",
    "fruit": """사과 apple 개; 배1 pear 개; 바나나 banana 개; 수박 watermelon 통; 딸기 strawberry 개*; 포도 grapes +;
        오렌지 orange 개; 밤 chestnut 개*""",
    "drink": "물 water -; 커피 coffee -; 우유 milk -; 주스 juice -; 차1 tea -; 맥주 beer -",
    "text": "책 book 권; 잡지 magazine 권; 소설 novel 권; 시 poem 편; 편지 letter 통; 이메일 email 통; 신문 newspaper 부",
    "paper": "보고서 report 개; 사전 dictionary 권; 공책 notebook 권; 지도 map 장",
    "clothes": "옷 clothes +; 치마 skirt 벌; 바지 pants +; 코트 coat 벌; 셔츠 shirt 벌; 한복 hanbok 벌",
    "shoes": "신발 shoes +; 양말 socks +; 구두 dress_shoes +",
    "headwear": "모자 hat 개; 안경 glasses +; 마스크 mask 개; 헬멧 helmet 개",
    "jewelry": "장갑 gloves +; 반지 ring 개",
    "belonging": """가방 bag 개; 지갑 wallet 개; 열쇠 key 개; 우산 umbrella 개; 시계 watch 개; 카메라 camera 대;
        휴대전화 cell_phone 대; 연필 pencil 자루; 표 ticket 장; 선물 present 개; 인형 doll 개""",
    "furniture": "책상 desk 개; 의자 chair 개; 침대 bed 개; 상자 box 개; 거울 mirror 개",
    "appliance": "컴퓨터 computer 대; 텔레비전 television 대; 라디오 radio 대; 에어컨 air_conditioner 대; 선풍기 fan 대",
    "tool": "칼 knife 자루 knives; 가위 scissors +; 수건 towel 장; 비누 soap -",
    "dish": "컵 cup 개; 접시 plate 개",
    "picture": "그림 picture 장; 사진 photo 장",
    "animal": "개 dog 마리; 고양이 cat 마리; 토끼 rabbit 마리; 돼지 pig 마리; 소 cow 마리; 닭 chicken 마리; 말 horse 마리",
    "plant": "꽃 flower 송이; 나무 tree 그루",
    "transit": "버스 bus .; 기차 train .; 지하철 subway .; 택시 taxi .; 비행기 plane .; 배2 boat .",
    "vehicle": "차2 car 대; 트럭 truck 대",
    "cycle": "자전거 bicycle 대; 오토바이 motorcycle 대",
    "struck": "피아노 piano 대; 기타 guitar 대; 드럼 drums +",
    "bowed": "바이올린 violin 대; 첼로 cello 대",
    "blown": "플루트 flute 개; 트럼펫 trumpet 개; 하모니카 harmonica 개",
    "racket": "테니스 tennis -; 탁구 table_tennis -; 배드민턴 badminton -; 골프 golf -",
    "ballgame": "축구 soccer -; 야구 baseball -; 농구 basketball -; 배구 volleyball -",
    "board": "바둑 baduk -; 체스 chess -; 장기 janggi -",
    "show": "영화 movie 편; 드라마 drama 편; 만화 cartoon 편; 뉴스 news -; 경기 game 개",
    "music": "음악 music -; 노래 song 곡",
    "subject": "한국어 Korean -; 영어 English -; 수학 math -; 역사 history -; 과학 science -; 태권도 taekwondo -; 수영 swimming -",
    "course": "수업 class .; 강의 lecture .",
    "work": "숙제 homework -; 일 work -; 회의 meeting .; 시험 exam 개; 문제 problem 개; 단어 word 개; 이야기 story 개; 약속 promise .",
    "opening": "문 door 개; 창문 window 개",
    "money": "돈 money -; 세금 taxes +; 동전 coin 개*; 우표 stamp 장; 월급 salary -; 상 prize .; 금메달 gold_medal .",
    "other": """약 medicine -; 공 ball 개; 돌 stone 개; 쓰레기 trash -; 종이 paper -; 짐 luggage -; 버튼 button 개; 초인종 doorbell .; 불 light -;
        종 bell 개; 풍선 balloon 개; 물고기 fish 마리 fish; 별 star .*; 잔디 grass -; 규칙 rule 개; 다리 bridge 개; 소포 package 개; 소식 news -; 소리 sound .; 파티 party .; 바닥 floor -;
        기름 oil -; 주말 weekend -; 휴가 vacation -; 시간 time -; 음식 food -""",
}

_JOBS = """학생 student; 강사 instructor; 의사 doctor; 간호사 nurse; 경찰관 police_officer; 요리사 chef; 가수 singer;
    배우 actor; 작가 writer; 기자 reporter; 화가 painter; 농부 farmer; 군인 soldier; 변호사 lawyer; 회사원 office_worker;
    대학생 college_student; 기술자 engineer; 과학자 scientist; 소방관 firefighter; 통역사 interpreter;
    아이 child children; 남자 man men; 여자 woman women"""

# h: the verb honours this subject with -시- and the particle is 께서; f, m: whether English says she or he.
_HONORED = "선생님 teacher; 교수님 professor; 사장님 boss bosses; 손님 guest"
_FAMILY = """어머니 mother fh; 아버지 father mh; 할머니 grandmother fh; 할아버지 grandfather mh; 형 older_brother m;
    누나 older_sister f; 남동생 younger_brother m; 여동생 younger_sister f; 아들 son m; 딸 daughter f; 삼촌 uncle m;
    이모 aunt f; 남편 husband m; 아내 wife f; 친구 friend -"""
_NAMES = "민수 Minsu m; 지수 Jisu f; 준호 Junho m; 영희 Younghee f; 현우 Hyunwoo m; 수진 Sujin f; 민준 Minjun m; 서연 Seoyeon f"

# korean | where one is | where one goes
_PLACES = """학교|at school|to school; 도서관|at the library|to the library; 집|at home|home; 방|in the room|to the room;
    부엌|in the kitchen|to the kitchen; 교실|in the classroom|to the classroom; 대학교|at the university|to the university;
    병원|at the hospital|to the hospital; 은행|at the bank|to the bank; 우체국|at the post office|to the post office;
    시장|at the market|to the market; 백화점|at the department store|to the department store;
    가게|at the store|to the store; 서점|at the bookstore|to the bookstore; 식당|at the restaurant|to the restaurant;
    카페|at the cafe|to the cafe; 회사|at the office|to the office; 극장|at the theater|to the theater;
    박물관|at the museum|to the museum; 공원|in the park|to the park; 정원|in the garden|to the garden;
    바다|at the sea|to the sea; 산|on the mountain|to the mountain; 체육관|at the gym|to the gym;
    수영장|at the pool|to the pool; 호텔|at the hotel|to the hotel; 역|at the station|to the station;
    공항|at the airport|to the airport; 서울|in Seoul|to Seoul; 부산|in Busan|to Busan; 한국|in Korea|to Korea;
    농장|on the farm|to the farm; 미국|in the United States|to the United States; 일본|in Japan|to Japan"""

PLACE_GROUPS = {
    "home": "집 방",
    "eating": "식당 카페 부엌 집 학교 회사",
    "cooking": "부엌 집 식당",
    "study": "도서관 학교 교실 대학교 카페 집 방",
    "work": "회사 도서관 집 카페",
    "shop": "시장 백화점 가게 서울 부산",
    "books": "서점 도서관 학교",
    "outdoors": "공원 정원 바다 산",
    "field": "공원 체육관 학교",
    "gym": "체육관 학교",
    "stage": "극장 학교 집 공원",
    "meeting": "공원 카페 역 공항 학교 도서관 극장 호텔 서울 부산",
    "city": "서울 부산 한국 미국 일본",
    "abroad": "한국 미국 일본",
    "around": "학교 공원 카페 회사 집 역 도서관 백화점",
    "farm": "정원 농장",
}


_CITIES = frozenset(PLACE_GROUPS["city"].split())


class Noun(NamedTuple):
    """A noun of either language.

    Attributes:
        key: its name here, homonym digit included.
        english: the singular (or the only) form.
        plural: the English plural.
        counter: what Korean counts it with, "" where it is not counted.
        mass: English gives it neither an article nor a plural.
        tantum: plural in English only.
        plenty: English takes the plural unless it is one (to eat strawberries).
        group: its semantic class.
        traits: for people, letters of f, m, h.
    """

    key: str
    english: str
    plural: str
    counter: str
    mass: bool
    tantum: bool
    group: str
    traits: str = ""
    plenty: bool = False

    @property
    def is_person(self) -> bool:
        """Whether it is someone rather than something."""
        return self.group in ("job", "honored", "family", "name")

    @property
    def korean(self) -> str:
        """The word as it is written."""
        return self.key.rstrip("12")


class Place(NamedTuple):
    """A place: how English says that something is there, and that someone goes there."""

    key: str
    at: str
    to: str

    @property
    def reached(self) -> str:
        """Where one arrives."""
        place = self.to.removeprefix("to ")
        return place if place == "home" else self.at if self.key in _CITIES else f"at {place}"


def _thing(entry: str, group: str) -> Noun:
    korean, english, mark, *irregular = entry.split()
    english, counter = english.replace("_", " "), mark.strip("+-.*")
    plural = english if mark in "+-" else (*irregular, pluralize(english))[0]
    return Noun(
        korean, english, plural, counter, mark == "-", mark == "+", group, plenty="*" in mark
    )


def _person(entry: str, group: str) -> Noun:
    korean, english, *rest = entry.split()
    english = english.replace("_", " ")
    plural, traits = pluralize(english), "h" if group == "honored" else ""
    if rest and group in ("job", "honored"):
        plural = rest[0]
    elif rest:
        traits = rest[0]
    counter = "분" if "h" in traits else "명"
    return Noun(korean, english, plural, counter, False, False, group, traits)


def _table(text: str) -> list[str]:
    return [" ".join(entry.split()) for entry in text.split(";")]


THINGS = {
    group: tuple(_thing(entry, group) for entry in _table(text)) for group, text in _THINGS.items()
}
JOBS = tuple(_person(entry, "job") for entry in _table(_JOBS))
HONORED = tuple(_person(entry, "honored") for entry in _table(_HONORED))
FAMILY = tuple(_person(entry, "family") for entry in _table(_FAMILY))
NAMES = tuple(_person(entry, "name") for entry in _table(_NAMES))
PLACES = {place.key: place for place in (Place(*row.split("|")) for row in _table(_PLACES))}
PLACE_GROUPS["local"] = " ".join(key for key in PLACES if key not in PLACE_GROUPS["abroad"].split())


def places_of(groups: str) -> tuple[Place, ...]:
    """The places of some groups and single places, e.g. `"home 식당"`, in order and once each."""
    keys = [key for name in groups.split() for key in PLACE_GROUPS.get(name, name).split()]
    return tuple(PLACES[key] for key in dict.fromkeys(keys))


CITIES = places_of("city")


def _place_noun(place: Place) -> Noun:
    english = place.at.split(" ", 1)[1].removeprefix("the ").replace("home", "house")
    return Noun(place.key, english, pluralize(english), "", False, False, "place")


# Places as things: to clean the room, the market is noisy.
ROOMS = tuple(_place_noun(place) for place in PLACES.values() if place not in CITIES)
NOUNS = {
    noun.key: noun
    for group in (*THINGS.values(), ROOMS, JOBS, HONORED, FAMILY, NAMES)
    for noun in group
}
HOMONYMS = frozenset(key for key in NOUNS if key[-1].isdigit())
