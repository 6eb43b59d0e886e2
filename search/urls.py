"""URLs of search."""

from django.urls import path

from search.views import pages as views

app_name = "search"

urlpatterns = [
    path("search/", views.show_results, name="results"),
    path("search/suggest/", views.show_suggestions, name="suggest"),
    path("search/similar/", views.show_similar, name="similar"),
    path("search/related/<str:kind>/<int:object_id>/", views.show_related, name="related"),
    path("search/open/<str:kind>/<int:object_id>/", views.open_hit, name="click"),
]
